package organizations

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/transfers"
)

func TestFromTransferKeepsAWSsOwnWordsAndDates(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 1, 1, 0, 0, 0, time.FixedZone("CET", 3600))
	got, err := fromTransfer(&types.ResponsibilityTransfer{
		Id: aws.String("rt-12345678"), Arn: aws.String("arn"), Name: aws.String("=1+1"), Status: types.ResponsibilityTransferStatusAccepted,
		Source: &types.TransferParticipant{ManagementAccountId: aws.String("222233334444"), ManagementAccountEmail: aws.String("a@b.example")},
		Target: &types.TransferParticipant{ManagementAccountId: aws.String("111122223333")}, StartTimestamp: &start,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := transfers.Transfer{
		ID: "rt-12345678", ARN: "arn", Name: "=1+1", Status: "ACCEPTED", SourceID: "222233334444", SourceEmail: "a@b.example",
		TargetID: "111122223333", Start: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("transfer (-want +got):\n%s", d)
	}
}

// FuzzFromTransfer: either an error, or a transfer whose lifecycle can be told.
func FuzzFromTransfer(f *testing.F) {
	f.Add("rt-12345678", "ACCEPTED", "222233334444", int64(1_772_323_200), true, true)
	f.Add("rt-12345678", "REQUESTED", "", int64(0), false, false)
	f.Add("", "WITHDRAWN", "x", int64(-1<<62), true, false)
	f.Fuzz(func(t *testing.T, id, status, source string, start int64, hasSource, hasStart bool) {
		in := types.ResponsibilityTransfer{Id: &id, Status: types.ResponsibilityTransferStatus(status)}
		if hasSource {
			in.Source = &types.TransferParticipant{ManagementAccountId: &source}
		}
		if hasStart {
			in.StartTimestamp = aws.Time(time.Unix(start, 0))
		}
		out, err := fromTransfer(&in)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		bills := status == "ACCEPTED" || status == "WITHDRAWN"
		if out.ID == "" || out.Status == "" || bills && (out.SourceID == "" || out.Start.IsZero()) {
			t.Fatalf("accepted %+v", out)
		}
	})
}

package billing

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing/types"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
)

func TestFromViewTellsHealth(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		health  *types.BillingViewHealthStatus
		healthy bool
		reason  string
	}{
		"healthy":       {&types.BillingViewHealthStatus{StatusCode: types.BillingViewStatusHealthy}, true, ""},
		"nothing said":  {nil, true, ""},
		"being made":    {&types.BillingViewHealthStatus{StatusCode: types.BillingViewStatusCreating}, false, "CREATING"},
		"not heard of":  {&types.BillingViewHealthStatus{StatusCode: "TIRED"}, false, "TIRED"},
		"with a reason": {&types.BillingViewHealthStatus{StatusCode: types.BillingViewStatusUnhealthy, StatusReasons: []types.BillingViewStatusReason{types.BillingViewStatusReasonSourceViewNotFound}}, false, "UNHEALTHY SOURCE_VIEW_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := fromView(&types.BillingViewListElement{
				Arn: aws.String("arn"), SourceAccountId: aws.String("222233334444"), BillingViewType: types.BillingViewTypeBillingTransferShowback, HealthStatus: c.health,
			})
			if err != nil {
				t.Fatal(err)
			}
			want := ledger.BillingView{ARN: "arn", View: ledger.Showback, SourceID: "222233334444", Healthy: c.healthy, Reason: c.reason}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("view (-want +got):\n%s", d)
			}
		})
	}
}

// FuzzFromView: either an error, or one of the two kinds of views, of a known customer; healthy only on AWS's word.
func FuzzFromView(f *testing.F) {
	f.Add("arn", "222233334444", "BILLING_TRANSFER", "HEALTHY", true)
	f.Add("arn", "", "BILLING_TRANSFER_SHOWBACK", "", true)
	f.Add("", "222233334444", "PRIMARY", "UPDATING", false)
	f.Fuzz(func(t *testing.T, arn, source, kind, health string, hasHealth bool) {
		in := types.BillingViewListElement{Arn: &arn, SourceAccountId: &source, BillingViewType: types.BillingViewType(kind)}
		if hasHealth {
			in.HealthStatus = &types.BillingViewHealthStatus{StatusCode: types.BillingViewStatus(health)}
		}
		out, err := fromView(&in)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		if out.ARN == "" || out.SourceID == "" || out.View != ledger.MyView && out.View != ledger.Showback {
			t.Fatalf("accepted %+v", out)
		}
		if said := hasHealth && health != "" && health != "HEALTHY"; out.Healthy == said {
			t.Fatalf("health %q became %t", health, out.Healthy)
		}
	})
}

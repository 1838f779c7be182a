package costanomalies

import (
	"math"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
)

func TestAnAnomalyKeepsTheDigitsAWSWrote(t *testing.T) {
	t.Parallel()
	a, err := fromAnomaly(&types.Anomaly{
		AnomalyId: aws.String("a"), AnomalyStartDate: aws.String("2026-11-03T00:00:00Z"), AnomalyEndDate: aws.String("2026-11-06"), DimensionValue: aws.String("EC2"),
		Impact:     &types.Impact{TotalImpact: 812.1000000001, TotalActualSpend: aws.Float64(1e-7)},
		RootCauses: []types.RootCause{{Service: aws.String("Amazon EC2"), LinkedAccount: aws.String("111122223333")}, {Service: aws.String("S3")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Impact.Number.String() != "812.1000000001" || a.Actual.Number.String() != "0.0000001" || a.Expected != nil {
		t.Errorf("amounts of %+v", a)
	}
	if a.Start.String() != "2026-11-03" || a.End.String() != "2026-11-06" || a.Service != "Amazon EC2" || a.AccountID != "111122223333" {
		t.Errorf("anomaly %+v", a)
	}
}

func TestWhatAnAnomalyLacksIsAnError(t *testing.T) {
	t.Parallel()
	whole := types.Anomaly{AnomalyId: aws.String("a"), AnomalyStartDate: aws.String("2026-11-03"), Impact: &types.Impact{}}
	if a, err := fromAnomaly(&whole); err != nil || !a.End.IsZero() {
		t.Fatalf("an anomaly that goes on: %+v, %v", a, err)
	}
	for name, change := range map[string]func(*types.Anomaly){
		"no id":      func(a *types.Anomaly) { a.AnomalyId = nil },
		"no impact":  func(a *types.Anomaly) { a.Impact = nil },
		"no start":   func(a *types.Anomaly) { a.AnomalyStartDate = nil },
		"no day":     func(a *types.Anomaly) { a.AnomalyEndDate = aws.String("soon") },
		"no number":  func(a *types.Anomaly) { a.Impact = &types.Impact{TotalImpact: math.NaN()} },
		"infinitely": func(a *types.Anomaly) { a.Impact = &types.Impact{TotalActualSpend: aws.Float64(math.Inf(1))} },
	} {
		a := whole
		change(&a)
		if got, err := fromAnomaly(&a); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

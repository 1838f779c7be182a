package billingconductor

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/simulator/world"
)

func amountOf(t *testing.T, s string) world.Amount {
	t.Helper()
	a, err := world.ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func report(t *testing.T, product, cost, proforma string) world.CostReport {
	t.Helper()
	c := world.CostReport{GroupARN: "g", ProductName: product, AWSCost: amountOf(t, cost), ProformaCost: amountOf(t, proforma), Currency: "USD"}
	c.Margin = c.ProformaCost - c.AWSCost
	c.MarginPercentage = world.MarginPercentage(c.Margin, c.ProformaCost)
	return c
}

func TestMergedMonthsSumAndTakeTheirPercentageAnew(t *testing.T) {
	t.Parallel()
	got, err := mergeMonths([]world.CostReport{
		report(t, "EC2", "90", "100"), report(t, "S3", "2", "1"),
		report(t, "EC2", "10.0000000001", "200"), report(t, "S3", "1", "2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []world.CostReport{report(t, "EC2", "100.0000000001", "300"), report(t, "S3", "3", "3")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
	// (300 - 100.0000000001) / 300 is 66.66666666663333...%.
	if p := tenDecimals(got[0].MarginPercentage); p != "66.6666666666" {
		t.Errorf("percentage %s", p)
	}
}

func TestMergingRefusesToOverflow(t *testing.T) {
	t.Parallel()
	if _, err := mergeMonths([]world.CostReport{report(t, "", "900000000", "0"), report(t, "", "900000000", "0")}); err == nil {
		t.Error("a sum beyond the range of an amount was answered")
	}
}

func TestTenDecimals(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"0": "0.0000000000", "-1.5": "-1.5000000000", "0.0000000001": "0.0000000001", "12": "12.0000000000"} {
		if got := tenDecimals(amountOf(t, in)); got != want {
			t.Errorf("%s = %s, want %s", in, got, want)
		}
	}
}

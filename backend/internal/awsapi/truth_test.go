package awsapi_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// cell is one amount of the world: the finest thing that both sides know.
type cell struct {
	Customer, Month, View, RecordType, Service string
}

// amount is what a cell holds.
type amount struct {
	Number    string
	Currency  string
	Estimated bool
}

// truth asks the simulator what its world holds, added up line by line, not through Cost Explorer.
func truth(t *testing.T, sim *simulated.Simulator, r period.Range) map[cell]amount {
	t.Helper()
	out := map[cell]amount{}
	for _, row := range sim.Truth("", r.From.String(), r.To.Add(-1).String()) {
		number, err := money.ParseDecimal(row.Amount)
		if err != nil {
			t.Fatal(err)
		}
		out[cell{row.Customer, row.Month, row.View, row.RecordType, row.Service}] = amount{number.String(), row.Currency, row.Estimated}
	}
	if len(out) == 0 {
		t.Fatal("the world holds nothing for " + r.String())
	}
	return out
}

// collected reads the same as the portal does: for each month the views that are active in it, and each view's costs.
func collected(t *testing.T, b *bench, r period.Range) map[cell]amount {
	t.Helper()
	out := map[cell]amount{}
	for _, m := range r.Months() {
		views, err := b.Views(t.Context(), b.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			costs, err := b.MonthlyCosts(t.Context(), b.scope, v.ARN, period.Range{From: m, To: m.Add(1)})
			if err != nil {
				t.Fatalf("%s in %s: %v", v.ARN, m, err)
			}
			for _, e := range costs[0].Entries {
				k := cell{v.SourceID, m.String(), viewName(v.View), e.RecordType, e.Service}
				if _, twice := out[k]; twice {
					t.Errorf("%+v comes from two views", k)
				}
				out[k] = amount{e.Amount.String(), string(costs[0].Currency), costs[0].Estimated}
			}
		}
	}
	return out
}

func viewName(v ledger.View) string {
	if v == ledger.MyView {
		return "my"
	}
	return "showback"
}

func wantTruth(t *testing.T, sim *simulated.Simulator, b *bench, r period.Range) {
	t.Helper()
	if d := cmp.Diff(truth(t, sim, r), collected(t, b, r)); d != "" {
		t.Errorf("what was read differs from the world (-world +read):\n%.4000s", d)
	}
}

// naive is the SDK as a program uses it that does not know billing transfers.
func naive(sim *simulated.Simulator) aws.Config {
	return aws.Config{
		Region: awsapi.Region, BaseEndpoint: aws.String(sim.URL),
		Credentials: credentials.NewStaticCredentialsProvider(simulated.AccessKey, simulated.SecretKey, ""),
	}
}

// sum adds up a customer's cells of one view and month.
func sum(t *testing.T, cells map[cell]amount, customer, view string, m period.Month) money.Decimal {
	t.Helper()
	var total money.Decimal
	for k, a := range cells {
		if k.Customer == customer && k.View == view && k.Month == m.String() {
			n, err := money.ParseDecimal(a.Number)
			if err != nil {
				t.Fatal(err)
			}
			total = total.Add(n)
		}
	}
	return total
}

// withTrait finds the customer the world made for a purpose.
func withTrait(t *testing.T, sim *simulated.Simulator, trait string) simulated.Customer {
	t.Helper()
	for _, c := range sim.World().Customers {
		if slices.Contains(c.Traits, trait) {
			return c
		}
	}
	t.Fatalf("the world has no customer with trait %q", trait)
	return simulated.Customer{}
}

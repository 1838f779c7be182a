package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/billingconductor"

	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// AWS lists no billing group that was deleted; the portal tells that it was from one that never was.
func TestADeletedBillingGroupIsToldFromAMissingOne(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	first, err := p.transfers.Refresh(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	var row transfers.Row
	for _, r := range first.Rows(simulated.DefaultNow()) {
		if r.State == transfers.StateActive && r.Group != nil {
			row = r
		}
	}
	if row.Group == nil {
		t.Fatal("no customer has a billing group")
	}
	if _, err := billingconductor.NewFromConfig(raw(sim)).DeleteBillingGroup(t.Context(), &billingconductor.DeleteBillingGroupInput{Arn: &row.Group.ARN}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it stays remembered
		d, err := p.transfers.Refresh(t.Context(), p.scope)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range d.Rows(simulated.DefaultNow()) {
			if r.ID == row.ID && (r.GroupStatus != transfers.GroupDeleted || r.NextStep == "") {
				t.Errorf("its group is %s, the next step %q", r.GroupStatus, r.NextStep)
			}
		}
	}
}

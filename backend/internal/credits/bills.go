package credits

import (
	"context"

	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// ofGaps are the bills as the room of gaps tells them apart.
type ofGaps struct{ gaps *gaps.Service }

// BillsOf asks the room of gaps: what is a credit there is one here.
func BillsOf(g *gaps.Service) Bills { return ofGaps{g} }

// Applied returns the credits of a month, of every customer whose My view was read.
func (b ofGaps) Applied(ctx context.Context, sc scope.Scope, m period.Month) (map[string]Applied, error) {
	charges, err := b.gaps.Charges(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	all := make(map[string]Applied, len(charges))
	for customer, c := range charges {
		a := Applied{Currency: c.Currency}
		at := map[Part]int{}
		for _, p := range c.Parts {
			if p.Class != gaps.ClassCredit && p.Class != gaps.ClassFreeTierCredit {
				continue
			}
			of := Part{Class: lineitems.Class(p.Class), Service: p.Service}
			i, ok := at[of]
			if !ok { // several record types of one service are one row
				i, at[of] = len(a.Parts), len(a.Parts)
				a.Parts = append(a.Parts, of)
			}
			a.Parts[i].Amount = a.Parts[i].Amount.Add(p.Amount)
		}
		all[customer] = a
	}
	return all, nil
}

// Policies returns what finds the policy for the credits of a customer.
func (b ofGaps) Policies(ctx context.Context, sc scope.Scope) (func(customer string) string, error) {
	set, err := b.gaps.Policies(ctx, sc)
	return func(customer string) string { return string(set.Of(customer, gaps.ClassCredit).Mode) }, err
}

// Version changes whenever a policy does. What the ledger has is versioned by it.
func (b ofGaps) Version(ctx context.Context, sc scope.Scope) (string, error) {
	return b.gaps.Version(ctx, sc)
}

package finops

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Day is one day of a customer on both views, before tax.
type Day struct {
	Day      period.Day
	MyView   margin.Figure
	Showback margin.Figure
}

// CustomerDays is the complete days of a customer's month.
type CustomerDays struct {
	CustomerID       string
	Month            period.Month
	Currency         money.Currency // of My view
	ShowbackCurrency money.Currency
	Days             []Day
	Provenance       margin.Provenance
}

// Days shows the complete days of a customer's month; none when they were not collected.
func (s *Service) Days(ctx context.Context, sc scope.Scope, customer string, m period.Month) (*CustomerDays, error) {
	customers, err := s.customers(ctx, sc)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(customers, func(c transfers.Customer) bool { return c.ID == customer }) {
		return nil, margin.CustomerNotFound(customer)
	}
	kept, found, err := s.c.Ledger.Days(ctx, sc, customer, m)
	if err != nil {
		return nil, err
	}
	my, sb := kept.MyView, kept.Showback
	out := &CustomerDays{CustomerID: customer, Month: m, Currency: cmp.Or(my.Currency, sb.Currency, money.USD)}
	out.ShowbackCurrency = cmp.Or(sb.Currency, out.Currency)
	out.Provenance = margin.Provenance{From: m, To: m, Basis: margin.BasisUnblendedPreTax, Standing: ledger.StandingUnknown, Completeness: margin.Pending}
	if !found || !my.Read() && !sb.Read() {
		detail := fmt.Sprintf("Days of %s were not read for this customer. A collection in mode detail reads them. %s %s", m, my.Detail, sb.Detail)
		out.Provenance.Warnings = []margin.Warning{{Code: WarnDaysNotCollected, Detail: strings.TrimSpace(detail), CustomerID: customer}}
		return out, nil
	}
	out.Days = joined(m, my, sb)
	out.Provenance = daysProvenance(kept, out)
	return out, nil
}

// joined puts the complete days of both views side by side.
func joined(m period.Month, my, sb ledger.ViewDays) []Day {
	myDays, sbDays := my.Daily(nil), sb.Daily(nil)
	var days []Day
	for n := 1; n <= max(my.CoversTo.Number(), sb.CoversTo.Number()); n++ {
		d := Day{Day: m.Day(n)}
		if my.Read() && n <= my.CoversTo.Number() {
			d.MyView = margin.Known(myDays[n-1])
		}
		if sb.Read() && n <= sb.CoversTo.Number() {
			d.Showback = margin.Known(sbDays[n-1])
		}
		days = append(days, d)
	}
	return days
}

func daysProvenance(kept ledger.CustomerDays, out *CustomerDays) margin.Provenance {
	m := kept.Month
	p := out.Provenance
	p.Sources, p.Completeness, p.Standing = []ledger.Source{ledger.SourceCostExplorer}, margin.Complete, ledger.StandingFinal
	p.Currencies = slices.Compact(slices.Sorted(slices.Values([]money.Currency{out.Currency, out.ShowbackCurrency})))
	last := m.Day(m.Days())
	covers := last
	for _, v := range []ledger.ViewDays{kept.MyView, kept.Showback} {
		if !v.Read() {
			p.Completeness = margin.Partial
			p.Warnings = append(p.Warnings, margin.Warning{Code: WarnDaysNotCollected, Detail: v.Detail, CustomerID: kept.CustomerID})
			continue
		}
		p.Standing = ledger.LessSettled(p.Standing, daysStanding(m, v))
		p.AsOf = earliest(p.AsOf, v.AsOf)
		if v.CoversTo.Before(covers) {
			covers = v.CoversTo
		}
	}
	if covers.Before(last) {
		detail := "No day of " + m.String() + " was complete when they were read."
		if !covers.IsZero() {
			detail = "Days after " + covers.String() + " were not complete when they were read."
		}
		p.Warnings = append(p.Warnings, margin.Warning{Code: WarnDaysIncomplete, Detail: detail, CustomerID: kept.CustomerID})
	}
	return p
}

func daysStanding(m period.Month, v ledger.ViewDays) ledger.Standing {
	switch {
	case v.AsOf.Before(m.End()):
		return ledger.StandingOpen
	case v.Estimated:
		return ledger.StandingEstimated
	}
	return ledger.StandingFinal
}

// earliest returns the earlier of two instants; zero is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

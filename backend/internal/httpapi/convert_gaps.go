package httpapi

import (
	openapi_types "github.com/oapi-codegen/runtime/types"

	"portal.example/api"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// mostGapServices is how many services a gap names.
const mostGapServices = 20

// ToAPIGapList writes a page of gaps with its totals.
func ToAPIGapList(l *gaps.List) api.GapList {
	return api.GapList{
		Items: each(l.Page.Items, ToAPIGap), Total: int32(l.Page.Total), NextCursor: text(l.Page.NextCursor), Totals: each(l.Totals, toAPIGapTotals),
		Unattributed: int32(l.Unattributed), Plannable: l.Plannable, Provenance: ToAPIProvenance(l.Provenance), Simulated: marked(l.Simulated),
	}
}

// marked is absent unless it is true.
func marked(b bool) *bool {
	if !b {
		return nil
	}
	return &b
}

// ToAPIGap writes a class of charges of a customer; amounts that are not known are absent.
func ToAPIGap(g *gaps.Gap) api.Gap {
	own := g.Policy.CustomerID != ""
	out := api.Gap{
		GapId: g.ID(), CustomerId: g.CustomerID, CustomerName: g.CustomerName, Class: api.GapClass(g.Class), Currency: text(string(g.Currency)),
		Policy: api.GapPolicyMode(g.Policy.Mode), PolicyPercent: toAPIDecimal(g.Policy.Percent), PolicyOfCustomer: &own, Status: api.GapStatus(g.Status),
		Note: text(g.Note), Items: each(g.Items, func(id string) string { return id }), PlanId: text(string(g.PlanID)), AsOf: instant(g.AsOf), Simulated: marked(g.Simulated),
	}
	standing := api.Standing(g.Standing)
	out.Standing = &standing
	if d := g.Dismissal; d != nil {
		out.Dismissal = &api.GapDismissal{Until: toAPIDay(d.Until), Reason: d.Reason, DismissedBy: d.By, DismissedAt: d.At.UTC()}
	}
	if len(g.Outside) > 0 {
		outside := each(g.Outside, func(d gaps.Drift) api.GapDrift {
			return api.GapDrift{PlanId: string(d.PlanID), LineItemId: text(d.ItemID), Change: d.Change}
		})
		out.ChangedOutside = &outside
	}
	if !g.Known {
		return out
	}
	amount := func(d money.Decimal) *api.Money { m := toAPINumber(d, g.Currency); return &m }
	out.MyView, out.Carried, out.Gap, out.Wanted = amount(g.MyView), amount(g.Carried), amount(g.Gap()), amount(g.Wanted)
	if g.Proposal != nil {
		out.Proposal = amount(*g.Proposal)
	}
	services := each(g.Parts[:min(len(g.Parts), mostGapServices)], func(p gaps.Part) api.GapService {
		return api.GapService{Service: p.Service, RecordType: text(p.RecordType), Amount: toAPINumber(p.Amount, g.Currency)}
	})
	out.Services = &services
	if len(g.Parts) > mostGapServices {
		var rest money.Decimal
		for _, p := range g.Parts[mostGapServices:] {
			rest = rest.Add(p.Amount)
		}
		out.OtherServices = amount(rest)
	}
	carriers := each(g.Carriers, func(c gaps.Carrier) api.GapCarrier {
		return api.GapCarrier{LineItemId: c.ItemID, Name: c.Name, Amount: toAPINumber(c.Amount, g.Currency)}
	})
	out.CarriedBy = &carriers
	return out
}

func toAPIGapTotals(t gaps.Totals) api.GapTotals {
	c, dismissed := t.Currency, int32(t.Dismissed)
	kept, withheld := toAPINumber(t.Kept, c), toAPINumber(t.Withheld, c)
	return api.GapTotals{
		Currency: string(c), MyView: toAPINumber(t.MyView, c), Carried: toAPINumber(t.Carried, c), Gap: toAPINumber(t.Gap(), c), Proposal: toAPINumber(t.Proposal, c),
		Customers: int32(t.Customers), Gaps: int32(t.Gaps), Unknown: int32(t.Unknown),
		Kept: &kept, Dismissed: &withheld, DismissedGaps: &dismissed,
	}
}

// ToAPICoverage writes how far what a customer sees is whole.
func ToAPICoverage(c gaps.Coverage) api.Coverage {
	out := api.Coverage{
		CustomerId: c.CustomerID, CustomerName: c.CustomerName, Status: api.GapStatus(c.Status), CoveredClasses: int32(c.Covered), KnownClasses: int32(c.Known),
		ExportStatus: api.ExportStatus(c.ExportStatus), AsOf: instant(c.AsOf),
		Classes: each(c.Classes, func(x gaps.ClassCoverage) api.CoverageClass {
			return api.CoverageClass{Class: api.GapClass(x.Class), Status: api.GapStatus(x.Status), Percent: toAPIShare(x.Percent)}
		}),
	}
	if c.OpenGap != nil {
		m := toAPINumber(*c.OpenGap, c.Currency)
		out.OpenGap = &m
	}
	return out
}

// toAPIDayOf writes a day; absent when there is none.
func toAPIDayOf(d period.Day) *openapi_types.Date {
	if d.IsZero() {
		return nil
	}
	day := toAPIDay(d)
	return &day
}

// ToAPIGapPolicy writes a policy.
func ToAPIGapPolicy(p gaps.PolicyRow) api.GapPolicy {
	return api.GapPolicy{
		PolicyId: p.ID(), Class: api.GapClass(p.Class), CustomerId: text(p.CustomerID), CustomerName: text(p.CustomerName), Mode: api.GapPolicyMode(p.Mode),
		Percent: toAPIDecimal(p.Percent), Until: toAPIDayOf(p.Until), Note: text(p.Note), ChangedBy: text(p.ChangedBy), ChangedAt: instant(p.ChangedAt), Version: p.Version,
	}
}

// fromAPIGapPolicy reads a policy; the scope is not in it.
func fromAPIGapPolicy(r api.GapPolicyRequest) (gaps.PolicyInput, error) {
	in := gaps.PolicyInput{
		Receiver: r.ReceiverId, Class: gaps.Class(r.Class), CustomerID: given(r.CustomerId), Mode: gaps.Mode(r.Mode), Note: given(r.Note), Version: r.Version,
	}
	if r.Until != nil {
		day, err := period.ParseDay(*r.Until)
		if err != nil {
			return in, invalidField("/until", codeInvalidDay, "There is no such day. Write it as 2027-05-25.")
		}
		in.Until = day
	}
	if r.Percent != nil {
		d, err := fromAPIDecimal("/percent", *r.Percent)
		if err != nil {
			return in, err
		}
		in.Percent = &d
	}
	return in, nil
}

// ToAPIGapPolicyChange writes a change of a policy; a side that was not there is absent.
func ToAPIGapPolicyChange(c gaps.Change) api.GapPolicyChange {
	out := api.GapPolicyChange{
		Class: api.GapClass(c.Class), CustomerId: text(c.CustomerID), CustomerName: text(c.CustomerName), Note: text(c.Note), ChangedBy: c.ChangedBy, ChangedAt: c.ChangedAt.UTC(),
	}
	if t := c.Before; t != nil {
		mode := api.GapPolicyMode(t.Mode)
		out.BeforeMode, out.BeforePercent, out.BeforeUntil = &mode, toAPIDecimal(t.Percent), toAPIDayOf(t.Until)
	}
	if t := c.After; t != nil {
		mode := api.GapPolicyMode(t.Mode)
		out.AfterMode, out.AfterPercent, out.AfterUntil = &mode, toAPIDecimal(t.Percent), toAPIDayOf(t.Until)
	}
	return out
}

package transfers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Relation tells how a customer's bill comes to the receiver.
type Relation string

// The relations. The source of one of the receiver's own sources is indirect; the source in between is the middle account.
const (
	Direct   Relation = "direct"
	Indirect Relation = "indirect"
)

// Relations lists the relations.
func Relations() []string { return []string{string(Direct), string(Indirect)} }

// View is a My view, which says that the receiver pays or paid for its source.
type View struct {
	ARN      string
	Name     string
	SourceID string
}

// Listed is what AWS's listings say of an indirect transfer, of which no service tells the dates.
type Listed struct {
	Months []period.Month `json:"months"`         // with a My view, in their order
	From   period.Month   `json:"from,omitzero"`  // the first month that was asked for
	Until  period.Month   `json:"until,omitzero"` // the last one; of later months nothing is known
}

// bills reports whether AWS lists a view for the month; after the last month that was asked for, whether it did in that one.
func (l *Listed) bills(m period.Month) bool {
	if l.Until.Before(m) {
		m = l.Until
	}
	return slices.Contains(l.Months, m)
}

// listedMonths is how many months before the current one are asked for: as many as the ledger is filled with.
const listedMonths = 13

// findIndirect derives the transfers that come through middle accounts, which AWS does not list, and asks for their months. before is the
// directory as it was kept; months that it has asked for are not asked for again.
func (s *Service) findIndirect(ctx context.Context, sc scope.Scope, d *Directory, views []View, before *Directory) error {
	found := d.indirect(views)
	if len(found) == 0 {
		return nil
	}
	current := period.MonthOf(d.AsOf)
	known := map[string]*Listed{}
	for i := range before.Transfers {
		if t := &before.Transfers[i]; t.Relation == Indirect {
			known[t.SourceID] = t.Listed
		}
	}
	arns, ask := map[string][]string{}, map[period.Month][]string{} // My views by source; by month
	for _, v := range views {
		arns[v.SourceID] = append(arns[v.SourceID], v.ARN)
	}
	sources := map[string]string{}
	for i := range found {
		t := &found[i]
		from := current.Add(-listedMonths)
		t.Listed = &Listed{From: from, Until: current}
		if k := known[t.SourceID]; k != nil {
			// What was the current month then can have changed since.
			from = k.Until
			t.Listed.From = k.From
			for _, m := range k.Months {
				if m.Before(from) {
					t.Listed.Months = append(t.Listed.Months, m)
				}
			}
		}
		for _, arn := range arns[t.SourceID] {
			sources[arn] = t.SourceID
			for m := from; !current.Before(m); m = m.Add(1) {
				ask[m] = append(ask[m], arn)
			}
		}
	}
	alive := map[string][]period.Month{}
	for m, of := range ask {
		slices.Sort(of)
		listed, err := s.c.Source.MyViewsIn(ctx, sc, of, m)
		if err != nil {
			return fmt.Errorf("list billing views of %s: %w", m, err)
		}
		for _, arn := range listed {
			alive[sources[arn]] = append(alive[sources[arn]], m)
		}
	}
	for i := range found {
		t := &found[i]
		t.Listed.Months = append(t.Listed.Months, alive[t.SourceID]...)
		slices.SortFunc(t.Listed.Months, period.Month.Compare)
		t.Listed.Months = slices.Compact(t.Listed.Months)
		t.date()
	}
	d.Transfers = append(d.Transfers, found...)
	return nil
}

// date gives an indirect transfer the start and the end that its months prove: transfers begin and end with months. A transfer that was
// there in the first month asked for began at a time nobody knows, and one that is there now has no known end.
func (t *Transfer) date() {
	t.Status, t.Start, t.End = "ACCEPTED", time.Time{}, time.Time{}
	n := len(t.Listed.Months)
	if n == 0 {
		return
	}
	if first := t.Listed.Months[0]; t.Listed.From.Before(first) {
		t.Start = first.Start()
	}
	if last := t.Listed.Months[n-1]; last.Before(t.Listed.Until) {
		t.Status, t.End = "WITHDRAWN", last.End().Add(-time.Second)
	}
}

// indirect lists the sources that AWS has billing groups or views of and no inbound transfer, in the order of those.
func (d *Directory) indirect(views []View) []Transfer {
	inbound, accepted, found := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, t := range d.Transfers {
		inbound[t.ARN] = true
		if t.Status == "ACCEPTED" || t.Status == "WITHDRAWN" {
			accepted[t.SourceID] = true
		}
	}
	var out []Transfer
	for _, g := range d.Groups {
		if g.TransferARN == "" || inbound[g.TransferARN] || found[g.PrimaryID] {
			continue
		}
		via := accountOf(g.TransferARN)
		if via == d.Receiver {
			via = ""
		}
		if via == "" && accepted[g.PrimaryID] {
			continue // of a transfer that AWS does not list any more
		}
		found[g.PrimaryID] = true
		out = append(out, Transfer{
			ID: g.TransferARN[strings.LastIndex(g.TransferARN, "/")+1:], ARN: g.TransferARN, Name: g.Name, SourceID: g.PrimaryID,
			TargetID: via, Relation: Indirect, Via: via,
		})
	}
	for _, v := range views {
		if accepted[v.SourceID] || found[v.SourceID] {
			continue
		}
		found[v.SourceID] = true
		out = append(out, Transfer{ID: "indirect-" + v.SourceID, Name: v.Name, SourceID: v.SourceID, Relation: Indirect})
	}
	return out
}

// accountOf is the account in an ARN. A transfer's belongs to the account that was to pay: the middle account's of an indirect one.
func accountOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

package margin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Point is one month and currency of a trend.
type Point struct {
	Month        period.Month
	Figures      Figures
	Standing     ledger.Standing
	Completeness Completeness
	Customers    int // compared
}

// Severity orders what needs attention.
type Severity string

// The severities.
const (
	SeverityHigh   Severity = "high"
	SeverityMedium Severity = "medium"
	SeverityLow    Severity = "low"
)

// mostSevereFirst orders what needs attention; alike entries stay in their order.
func mostSevereFirst(all []Attention) {
	order := []Severity{SeverityHigh, SeverityMedium, SeverityLow}
	slices.SortStableFunc(all, func(a, b Attention) int {
		return cmp.Compare(slices.Index(order, a.Severity), slices.Index(order, b.Severity))
	})
}

// Attention is something a person should look at.
type Attention struct {
	Code     string
	Severity Severity
	Title    string
	Detail   string
	Count    int
	Amount   *money.Amount
	Month    period.Month // that it is of; zero for the one that was asked for
	Filter   []string     // list terms that show what is behind it
}

// Codes of attention items; the contract lists the same.
const (
	AttentionNegativeMargin    = "negative_margin"
	AttentionNoBillingGroup    = "no_billing_group"
	AttentionGroupDeleted      = "billing_group_deleted"
	AttentionViewsUnreadable   = "views_unreadable"
	AttentionNotCollected      = "not_collected"
	AttentionTransferEnding    = "transfer_ending"
	AttentionTransferStarting  = "transfer_starting"
	AttentionInvitationWaiting = "invitation_waiting"
	AttentionReportDiffers     = "report_differs"
	AttentionAdjustments       = "adjustments"
	AttentionCapReached        = "cap_reached"
	AttentionCollectionFailed  = "collection_failed"
	AttentionLineItemEmpty     = "line_item_empty" // of a Watcher, like the next
	AttentionAnomalyOpen       = "anomaly_open"
	AttentionBudgetExceeded    = "budget_exceeded"
	AttentionCreditExpiring    = "credit_expiring"
	AttentionGapsOpen          = "gaps_open"
)

// ServiceSlice is one service, or all that are not shown.
type ServiceSlice struct {
	Service  string
	Services int
	Figures  Figures
}

// Overview is the dashboard of a receiver for a month.
type Overview struct {
	Statement  *Statement
	Previous   []Totals // nil while the month runs or when the month before is not kept
	States     []StateCount
	Attention  []Attention
	Trend      []Point
	Services   []ServiceSlice
	Bottom     []Row
	Top        []Row
	Collection *jobs.Job // the newest collection; nil when there was none
}

// StateCount is how many transfers are in a state.
type StateCount struct {
	State transfers.State
	Count int
}

// Sizes of the parts of an overview.
const (
	trendMonths   = 13
	extremeRows   = 10
	shownServices = 8
	otherServices = "Other"
)

// Overview computes the dashboard.
func (s *Service) Overview(ctx context.Context, sc scope.Scope, m period.Month) (*Overview, error) {
	st, err := s.Statement(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	prev, err := s.previous(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	o := &Overview{Statement: st, States: CountStates(dir, s.c.Clock.Now())}
	if prev != nil && st.Provenance.Standing != ledger.StandingOpen && st.Provenance.Standing != ledger.StandingUnknown {
		o.Previous = prev.Totals
	}
	history, err := s.trend(ctx, sc, m, trendMonths)
	if err != nil {
		return nil, err
	}
	o.Trend = points(history)
	o.Services = topServices(st.Services)
	o.Bottom, o.Top = extremes(st, prev)
	job, ok, err := s.c.Collections.LastCollection(ctx, sc)
	if err != nil {
		return nil, err
	}
	if ok {
		o.Collection = &job
	}
	o.Attention = attention(st, dir, s.c.Clock.Now(), o.Collection)
	for _, w := range s.c.Watchers {
		more, err := w.Attention(ctx, sc, m)
		if err != nil {
			return nil, err
		}
		o.Attention = append(o.Attention, more...)
	}
	mostSevereFirst(o.Attention)
	return o, nil
}

// CountStates counts the transfers of every state, in the order of the lifecycle.
func CountStates(d *transfers.Directory, now time.Time) []StateCount {
	counts := map[transfers.State]int{}
	for _, t := range d.Transfers {
		counts[t.StateAt(now)]++
	}
	order := []transfers.State{
		transfers.StateInvited, transfers.StateScheduled, transfers.StateActive, transfers.StateEnding, transfers.StateEnded, transfers.StateDead,
	}
	all := make([]StateCount, 0, len(order))
	for _, s := range order {
		all = append(all, StateCount{s, counts[s]})
	}
	return all
}

func points(history []MonthRecord) []Point {
	var all []Point
	for _, m := range history {
		for _, t := range m.Totals {
			all = append(all, Point{Month: m.Month, Figures: t.Figures, Standing: m.Standing, Completeness: m.Completeness(), Customers: t.Compared})
		}
	}
	return all
}

// topServices keeps the most expensive services of every currency and adds up the rest.
func topServices(rows []Row) []ServiceSlice {
	var all []ServiceSlice
	for _, c := range currencies(rows) {
		mine := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Figures.Currency != c })
		slices.SortStableFunc(mine, func(a, b Row) int {
			return cmp.Or(b.Figures.Charged.Value.Cmp(a.Figures.Charged.Value), cmp.Compare(a.Label, b.Label))
		})
		rest := ServiceSlice{Service: otherServices, Figures: Figures{Currency: c, AWSCost: Known(money.Zero), Charged: Known(money.Zero)}}
		for i, r := range mine {
			if i < shownServices {
				all = append(all, ServiceSlice{r.Label, 1, r.Figures})
				continue
			}
			rest.Services++
			rest.Figures = rest.Figures.plus(r.Figures)
		}
		if rest.Services > 0 {
			all = append(all, rest)
		}
	}
	return all
}

// extremes returns the compared customers with the lowest and the highest margin, each with its change.
func extremes(st, prev *Statement) (bottom, top []Row) {
	lowest := func(a, b *ranked) int {
		return cmp.Or(cmp.Compare(a.row.Figures.Currency, b.row.Figures.Currency), a.margin.Cmp(b.margin), cmp.Compare(a.row.Key, b.row.Key))
	}
	bottom = firstRows(st.Rows, lowest)
	top = firstRows(st.Rows, func(a, b *ranked) int { return lowest(b, a) })
	addChanges(bottom, st, prev)
	addChanges(top, st, prev)
	return bottom, top
}

// ranked is a compared row with what it is ordered by.
type ranked struct {
	row    *Row
	margin money.Decimal
}

// firstRows returns copies of the compared rows that come first. Most rows are compared with the last of these only.
func firstRows(rows []Row, order func(a, b *ranked) int) []Row {
	first := make([]*ranked, 0, extremeRows+1)
	for i := range rows {
		if !rows[i].Figures.compared() {
			continue
		}
		r := &ranked{&rows[i], rows[i].Figures.Margin().Value}
		if len(first) == extremeRows && order(r, first[extremeRows-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(first, r, order)
		first = slices.Insert(first, at, r)
		first = first[:min(len(first), extremeRows)]
	}
	found := make([]Row, len(first))
	for i, r := range first {
		found[i] = *r.row
	}
	return found
}

// attention lists what needs a person, most severe first.
func attention(st *Statement, dir *transfers.Directory, now time.Time, last *jobs.Job) []Attention {
	var all []Attention
	add := func(n int, a Attention) {
		if n > 0 {
			a.Count = n
			all = append(all, a)
		}
	}
	negative, sum := negatives(st)
	add(negative, Attention{
		Code: AttentionNegativeMargin, Severity: SeverityHigh, Amount: sum, Filter: []string{"margin:lt:0"},
		Title: count(negative, "customer costs", "customers cost") + " more than you charge", Detail: "Negative margin in " + st.Month.String() + ". Open a customer for the bridge.",
	})
	var missing, deleted, starting, ending, invited int
	for _, t := range dir.Rows(now) {
		switch {
		case t.GroupStatus == transfers.GroupMissing:
			missing++
		case t.GroupStatus == transfers.GroupDeleted:
			deleted++
		case t.State == transfers.StateInvited:
			invited++
		case t.State == transfers.StateScheduled:
			starting++
		}
		if t.State == transfers.StateEnding {
			ending++
		}
	}
	add(missing, Attention{
		Code: AttentionNoBillingGroup, Severity: SeverityHigh, Filter: []string{"billing_group_status:eq:missing"},
		Title: count(missing, "transfer has", "transfers have") + " no billing group", Detail: "There is no Showback for them, and the customers may see no cost at all.",
	})
	add(deleted, Attention{
		Code: AttentionGroupDeleted, Severity: SeverityHigh, Filter: []string{"billing_group_status:eq:deleted"},
		Title: count(deleted, "billing group was", "billing groups were") + " deleted", Detail: "There is no Showback for their customers any more, and they may see no cost at all.",
	})
	unreadable := st.Counts.Billed - st.Counts.Compared - st.Counts.NotCollected
	add(unreadable, Attention{
		Code: AttentionViewsUnreadable, Severity: SeverityMedium, Filter: []string{"completeness:eq:partial"},
		Title: count(unreadable, "customer cannot", "customers cannot") + " be compared", Detail: "A billing view has no figures for " + st.Month.String() + ", or other days of it than the other view.",
	})
	add(st.Counts.NotCollected, Attention{
		Code: AttentionNotCollected, Severity: SeverityMedium, Filter: []string{"completeness:eq:pending"},
		Title: count(st.Counts.NotCollected, "customer is", "customers are") + " not collected yet", Detail: "Totals are of the other customers.",
	})
	if last != nil && last.Status == jobs.StatusWaiting {
		add(1, Attention{Code: AttentionCapReached, Severity: SeverityHigh, Title: "Collection is waiting", Detail: last.Message})
	}
	if last != nil && last.Status == jobs.StatusFailed {
		add(1, Attention{Code: AttentionCollectionFailed, Severity: SeverityHigh, Title: "The last collection failed", Detail: last.Message})
	}
	add(ending, Attention{
		Code: AttentionTransferEnding, Severity: SeverityMedium, Filter: []string{"state:eq:ending"},
		Title: count(ending, "transfer is", "transfers are") + " ending", Detail: "Billed to you until their end.",
	})
	add(st.Adjustments, Attention{
		Code: AttentionAdjustments, Severity: SeverityMedium,
		Title: count(st.Adjustments, "figure", "figures") + " changed after the month was final", Detail: "The customers list what changed.",
	})
	add(starting, Attention{
		Code: AttentionTransferStarting, Severity: SeverityLow, Filter: []string{"state:eq:scheduled"},
		Title: count(starting, "transfer starts", "transfers start") + " soon", Detail: "Create exports after the start and before the end of the first month.",
	})
	add(invited, Attention{
		Code: AttentionInvitationWaiting, Severity: SeverityLow, Filter: []string{"state:eq:invited"},
		Title: count(invited, "invitation waits", "invitations wait") + " for an answer", Detail: "Each holds quota until it is accepted, withdrawn or expires.",
	})
	add(st.Differing, Attention{
		Code: AttentionReportDiffers, Severity: SeverityLow,
		Title: count(st.Differing, "cost report differs", "cost reports differ") + " from the ledger", Detail: "AWS does not say what its cost reports include; the ledger is what your bill carries.",
	})
	return all
}

// negatives counts the customers with negative margin and, when they are of one currency, sums it.
func negatives(st *Statement) (int, *money.Amount) {
	var n int
	sums := map[money.Currency]money.Decimal{}
	for _, r := range st.Rows {
		if m := r.Figures.Margin(); m.Known && m.Value.Sign() < 0 {
			n++
			sums[r.Figures.Currency] = sums[r.Figures.Currency].Add(m.Value)
		}
	}
	if len(sums) != 1 {
		return n, nil
	}
	for c, d := range sums {
		a := money.New(d, c)
		return n, &a
	}
	return n, nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package anomalies

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Row is an anomaly with what was made of it.
type Row struct {
	*Anomaly

	Review Review
}

// rows joins anomalies with their reviews.
func rows(f *Findings, reviews map[string]Review) []Row {
	all := make([]Row, len(f.Anomalies))
	for i := range f.Anomalies {
		r, ok := reviews[f.Anomalies[i].ID]
		if !ok {
			r.Status = StatusOpen
		}
		all[i] = Row{&f.Anomalies[i], r}
	}
	return all
}

// ListInput asks for a page of anomalies.
type ListInput struct {
	Scope scope.Scope
	Query paging.Query
}

// List is a page of anomalies with what they were found in.
type List struct {
	Page       paging.Page[Row]
	LookedAt   time.Time // zero: never
	Coverage   Coverage
	Provenance margin.Provenance
}

// List returns a page of what was found last, the newest first unless sorted.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	k, err := s.load(ctx, in.Scope)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply("anomalies/"+in.Scope.Receiver(), k.rows, in.Query, schema)
	if err != nil {
		return nil, err
	}
	return &List{page, k.findings.LookedAt, k.findings.Coverage, s.provenance(k.findings)}, nil
}

func (s *Service) row(ctx context.Context, sc scope.Scope, id string) (Row, error) {
	k, err := s.load(ctx, sc)
	if err != nil {
		return Row{}, err
	}
	i := slices.IndexFunc(k.rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return Row{}, notFound(id)
	}
	return k.rows[i], nil
}

// Detail is an anomaly with the days around it.
type Detail struct {
	Row

	Days       []DayFigures
	Provenance margin.Provenance
}

// Anomaly returns one anomaly with the days around it.
func (s *Service) Anomaly(ctx context.Context, sc scope.Scope, id string) (*Detail, error) {
	row, err := s.row(ctx, sc, id)
	if err != nil {
		return nil, err
	}
	k, err := s.load(ctx, sc)
	if err != nil {
		return nil, err
	}
	days, err := s.days(ctx, sc.Receiver(), row.CustomerID)
	if err != nil {
		return nil, err
	}
	return &Detail{row, days[id], s.provenance(k.findings)}, nil
}

// days returns what is kept of the days around the anomalies of a customer.
func (s *Service) days(ctx context.Context, receiver, customer string) (daysOf, error) {
	b, _, err := s.c.Objects.Get(ctx, daysKey(receiver, customer))
	if errors.Is(err, objects.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read days of anomalies: %w", err)
	}
	var days daysOf
	if err := json.Unmarshal(b, &days); err != nil {
		return nil, fmt.Errorf("decode days of anomalies of %s: %w", customer, err)
	}
	return days, nil
}

// Summary is the anomalies that touch a month.
type Summary struct {
	Found, Open int
	Impact      []money.Amount // of the open ones on what customers pay, one per currency
	LookedAt    time.Time      // zero: never
	Coverage    Coverage
}

// Summary sums the anomalies up that have a day in the month.
func (s *Service) Summary(ctx context.Context, sc scope.Scope, m period.Month) (Summary, error) {
	k, err := s.load(ctx, sc)
	if err != nil {
		return Summary{}, err
	}
	sum := Summary{LookedAt: k.findings.LookedAt, Coverage: k.findings.Coverage}
	impact := map[money.Currency]money.Decimal{}
	for _, r := range k.rows {
		if m.Before(r.First.Month()) || r.Last.Month().Before(m) {
			continue
		}
		sum.Found++
		if r.Review.Status != StatusOpen {
			continue
		}
		sum.Open++
		if r.Measure == MeasureCharged {
			impact[r.Currency] = impact[r.Currency].Add(r.Impact)
		}
	}
	for c, d := range impact {
		sum.Impact = append(sum.Impact, money.New(d, c))
	}
	slices.SortFunc(sum.Impact, func(a, b money.Amount) int { return cmp.Compare(a.Currency, b.Currency) })
	return sum, nil
}

// Codes of warnings.
const (
	warnNeverLooked = "anomalies_not_looked_for"
	warnUnread      = "customers_without_days"
	warnTooShort    = "customers_with_few_days"
)

// provenance says what the anomalies were found in.
func (s *Service) provenance(f *Findings) margin.Provenance {
	c, current := f.Coverage, period.MonthOf(s.c.Clock.Now())
	p := margin.Provenance{
		From: current, To: current, Basis: margin.BasisUnblendedPreTax, AsOf: c.AsOf, Standing: ledger.StandingUnknown, Completeness: margin.Pending,
	}
	for _, cur := range c.Currencies {
		p.Currencies = append(p.Currencies, money.Currency(cur))
	}
	if f.LookedAt.IsZero() || c.AsOf.IsZero() {
		p.Warnings = append(p.Warnings, margin.Warning{Code: warnNeverLooked, Detail: "No days were collected yet. A collection in mode `detail` reads them and looks for anomalies."})
		return p
	}
	p.From, p.To, p.Sources, p.Completeness = c.From, c.To, []ledger.Source{ledger.SourceCostExplorer}, margin.Complete
	switch {
	case c.Complete:
		p.Standing = ledger.StandingFinal
	case c.AsOf.Before(c.To.End()):
		p.Standing = ledger.StandingOpen
	default:
		p.Standing = ledger.StandingEstimated
	}
	if c.Unread > 0 {
		p.Completeness = margin.Partial
		p.Warnings = append(p.Warnings, margin.Warning{Code: warnUnread, Count: c.Unread, Detail: fmt.Sprintf("No days of %d customers were read; a collection in mode `detail` reads them.", c.Unread)})
	}
	if c.TooShort > 0 {
		p.Completeness = margin.Partial
		p.Warnings = append(p.Warnings, margin.Warning{Code: warnTooShort, Count: c.TooShort, Detail: fmt.Sprintf("Of %d customers too few days are known: nothing is judged before %d days, or without Showback.", c.TooShort, leastDays)})
	}
	return p
}

func severities() []string {
	return []string{string(SeverityHigh), string(SeverityMedium), string(SeverityLow)}
}

var schema = paging.Schema[Row]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Row]{
		"customer_id":    paging.Text(func(r Row) string { return r.CustomerID }),
		"customer_name":  paging.Text(func(r Row) string { return r.Name }),
		"measure":        paging.Enum(func(r Row) string { return string(r.Measure) }, string(MeasureCharged), string(MeasureMargin)),
		"service":        paging.Text(func(r Row) string { return r.Service() }),
		"status":         paging.Enum(func(r Row) string { return string(r.Review.Status) }, Statuses()...),
		"severity":       paging.Enum(func(r Row) string { return string(r.Severity) }, severities()...),
		"starts_on":      paging.Time(func(r Row) (time.Time, bool) { return r.First.Start(), true }),
		"ends_on":        paging.Time(func(r Row) (time.Time, bool) { return r.Last.Start(), true }),
		"impact":         paging.Number(func(r Row) (money.Decimal, bool) { return r.Impact, true }),
		"impact_percent": paging.Number(func(r Row) (money.Decimal, bool) { return r.ImpactPercent() }),
	},
	Search: func(r Row) []string {
		texts := []string{r.Name, r.CustomerID, r.Review.Note}
		for _, d := range r.Drivers {
			texts = append(texts, d.Service)
		}
		return texts
	},
	Default: []paging.Key{{Property: "starts_on", Desc: true}},
	ID:      func(r Row) string { return r.ID },
}

// Attention implements margin.Watcher: anomalies with a day in the month that nobody looked at.
func (s *Service) Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]margin.Attention, error) {
	sum, err := s.Summary(ctx, sc, m)
	if err != nil || sum.Open == 0 {
		return nil, err
	}
	a := margin.Attention{
		Code: margin.AttentionAnomalyOpen, Severity: margin.SeverityMedium, Count: sum.Open, Filter: []string{"status:eq:open"},
		Title: "1 cost anomaly is open", Detail: "Nobody said yet what was made of it. Open it for what was expected and what drove it.",
	}
	if sum.Open > 1 {
		a.Title = fmt.Sprintf("%d cost anomalies are open", sum.Open)
		a.Detail = "Nobody said yet what was made of them. Open one for what was expected and what drove it."
	}
	if len(sum.Impact) == 1 {
		a.Amount = &sum.Impact[0]
	}
	return []margin.Attention{a}, nil
}

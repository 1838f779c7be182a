package costexplorer

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

type usageInput struct {
	TimePeriod     *dateInterval     `json:"TimePeriod"`
	Granularity    string            `json:"Granularity"`
	Filter         *expression       `json:"Filter"`
	Metrics        []string          `json:"Metrics"`
	GroupBy        []groupDefinition `json:"GroupBy"`
	BillingViewArn string            `json:"BillingViewArn"`
	NextPageToken  string            `json:"NextPageToken"`
}

type groupDefinition struct {
	Type string `json:"Type"`
	Key  string `json:"Key"`
}

type usageOutput struct {
	GroupDefinitions         []groupDefinition `json:"GroupDefinitions,omitempty"`
	ResultsByTime            []resultByTime    `json:"ResultsByTime"`
	DimensionValueAttributes []attribute       `json:"DimensionValueAttributes"`
	NextPageToken            string            `json:"NextPageToken,omitempty"`
}

type resultByTime struct {
	TimePeriod dateInterval           `json:"TimePeriod"`
	Total      map[string]metricValue `json:"Total"`
	Groups     []group                `json:"Groups"`
	Estimated  bool                   `json:"Estimated"`
}

type group struct {
	Keys    []string               `json:"Keys"`
	Metrics map[string]metricValue `json:"Metrics"`
}

type metricValue struct {
	Amount string `json:"Amount"`
	Unit   string `json:"Unit"`
}

// query is a checked request.
type query struct {
	view     world.BillingView
	currency string
	span     span
	daily    bool
	passes   predicate
	metrics  []metric
	groupBy  []groupDefinition
	keys     []func(*world.LineKey) string
}

func (s *service) getCostAndUsage(ctx context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[usageInput](r)
	if err != nil {
		return nil, err
	}
	q, err := s.check(r, &in)
	if err != nil {
		return nil, err
	}
	at, err := readPosition(r, in.NextPageToken)
	if err != nil {
		return nil, err
	}
	buckets, err := s.collect(ctx, q)
	if err != nil {
		return nil, err
	}
	out, next := s.page(q, buckets, at)
	if next != nil {
		text, err := json.Marshal(next)
		if err != nil {
			return nil, err
		}
		out.NextPageToken = r.NextToken(string(text))
	}
	return out, nil
}

// check applies AWS's rules to the request.
func (s *service) check(r *wire.Request, in *usageInput) (*query, error) {
	q := &query{groupBy: in.GroupBy}
	var err error
	switch in.Granularity {
	case "DAILY":
		q.daily = true
	case "MONTHLY":
	case "HOURLY":
		if in.BillingViewArn != "" {
			return nil, invalid("Hourly granularity is not supported for billing views")
		}
		return nil, wire.Errorf("AccessDeniedException", "You have not enabled hourly granularity.")
	case "":
		return nil, invalid("Granularity is required")
	default:
		return nil, invalid("Invalid granularity: %s. Valid values are DAILY, MONTHLY and HOURLY", in.Granularity)
	}
	if q.metrics, err = pickMetrics(in.Metrics); err != nil {
		return nil, err
	}
	if q.span, err = s.period(in.TimePeriod); err != nil {
		return nil, err
	}
	if q.passes, err = in.Filter.compile(); err != nil {
		return nil, err
	}
	if q.keys, err = groupKeys(in.GroupBy); err != nil {
		return nil, err
	}
	if q.view, err = s.view(r, in.BillingViewArn); err != nil {
		return nil, err
	}
	q.currency = s.currency(q.view)
	return q, nil
}

// pickMetrics accepts both spellings AWS does: UnblendedCost and UNBLENDED_COST.
func pickMetrics(names []string) ([]metric, error) {
	if len(names) == 0 {
		return nil, invalid("Metrics are required")
	}
	var out []metric
	for _, name := range names {
		i := slices.IndexFunc(metrics, func(m metric) bool {
			return m.name == name || strings.EqualFold(m.name, strings.ReplaceAll(name, "_", "")) && name == strings.ToUpper(name)
		})
		if i < 0 {
			return nil, invalid("Invalid metric name: %s", name)
		}
		if slices.ContainsFunc(out, func(m metric) bool { return m.name == metrics[i].name }) {
			continue
		}
		out = append(out, metrics[i])
	}
	return out, nil
}

func groupKeys(defs []groupDefinition) ([]func(*world.LineKey) string, error) {
	if len(defs) > 2 {
		return nil, invalid("GroupBy can have at most 2 group definitions")
	}
	var keys []func(*world.LineKey) string
	for i, d := range defs {
		if i > 0 && defs[0] == d {
			return nil, invalid("GroupBy has the same group definition twice: %s", d.Key)
		}
		switch d.Type {
		case "DIMENSION":
			dim, ok := dimensions[d.Key]
			if !ok || filterOnly[d.Key] {
				return nil, invalid("Invalid group definition key: %s", d.Key)
			}
			keys = append(keys, dim.of)
		case "TAG", "COST_CATEGORY":
			if d.Key == "" {
				return nil, invalid("Group definition key is missing")
			}
			none := d.Key + "$"
			keys = append(keys, func(*world.LineKey) string { return none })
		default:
			return nil, invalid("Invalid group definition type: %s", d.Type)
		}
	}
	return keys, nil
}

// bucket is one time period of the answer before it is printed.
type bucket struct {
	span  span
	sums  map[[2]string]*tally
	order [][2]string // keys of sums, sorted
}

// tally is one group's sums. unit is that of its quantities as long as they agree.
type tally struct {
	world.Sums
	unit  string
	mixed bool
}

func (t *tally) note(unit string) {
	switch {
	case unit == "":
	case t.unit == "":
		t.unit = unit
	case t.unit != unit:
		t.mixed = true
	}
}

// at returns the tally of a line's group.
func (b *bucket) at(q *query, k *world.LineKey) *tally {
	var key [2]string
	for i, read := range q.keys {
		key[i] = read(k)
	}
	t := b.sums[key]
	if t == nil {
		t = &tally{}
		b.sums[key] = t
	}
	t.note(k.Unit)
	return t
}

// collect computes every bucket of the query. Whole months come from monthly sums; days, and
// months that are cut, from lines.
func (s *service) collect(ctx context.Context, q *query) ([]*bucket, error) {
	var out []*bucket
	first, last := q.span.months()
	for m := first; m <= last; m++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := q.span.within(m)
		width := part.to - part.from
		if q.daily {
			width = 1
		}
		start := len(out)
		for from := part.from; from < part.to; from += width {
			out = append(out, &bucket{span: span{from, from + width}, sums: map[[2]string]*tally{}})
		}
		var err error
		if !q.daily && q.span.whole(m) {
			err = s.addRows(q, m, out[start])
		} else {
			err = s.addLines(q, m, part, width, out[start:])
		}
		if err != nil {
			return nil, err
		}
	}
	for _, b := range out {
		for k := range b.sums {
			b.order = append(b.order, k)
		}
		slices.SortFunc(b.order, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) })
	}
	return out, nil
}

func (s *service) addRows(q *query, m world.Month, b *bucket) error {
	rows, err := s.world.Rows(q.view.ARN, m)
	if err != nil {
		return err
	}
	for i := range rows {
		if q.passes(rows[i].Key) {
			b.at(q, rows[i].Key).AddSums(&rows[i].Sums)
		}
	}
	return nil
}

func (s *service) addLines(q *query, m world.Month, part span, width world.Day, buckets []*bucket) error {
	var last *world.LineKey
	passes := false
	return s.world.Lines(q.view.ARN, m, func(l *world.Line) error {
		if l.Day < part.from || l.Day >= part.to {
			return nil
		}
		if l.LineKey != last {
			last, passes = l.LineKey, q.passes(l.LineKey)
		}
		if passes {
			buckets[(l.Day-part.from)/width].at(q, l.LineKey).Add(&l.Figures)
		}
		return nil
	})
}

// position is where the next page begins: after the group Keys of the bucket From.
type position struct {
	From string   `json:"from"`
	Keys []string `json:"keys"`
}

func readPosition(r *wire.Request, token string) (*position, error) {
	text, err := r.Position(token)
	if err != nil || text == "" {
		return nil, err
	}
	var p position
	if err := json.Unmarshal([]byte(text), &p); err != nil || len(p.Keys) != 2 {
		return nil, wire.Errorf("InvalidNextTokenException", "Invalid pagination token")
	}
	return &p, nil
}

// page prints buckets from a position on, as many groups as fit. A period whose groups do
// not fit appears again on the next page with the rest.
func (s *service) page(q *query, buckets []*bucket, at *position) (*usageOutput, *position) {
	out := &usageOutput{GroupDefinitions: q.groupBy, ResultsByTime: []resultByTime{}, DimensionValueAttributes: []attribute{}}
	room := s.pageSize
	accounts := map[string]bool{}
	for _, b := range buckets {
		order := b.order
		if at != nil {
			if b.span.from.String() < at.From {
				continue
			}
			if b.span.from.String() == at.From {
				n, found := slices.BinarySearchFunc(order, at.Keys, func(k [2]string, keys []string) int { return slices.Compare(k[:], keys) })
				if found {
					n++
				}
				if order = order[n:]; len(order) == 0 {
					continue
				}
			}
		}
		result := resultByTime{
			TimePeriod: b.span.interval(), Total: map[string]metricValue{}, Groups: []group{},
			Estimated: s.world.Estimated(q.view.ARN, b.span.from.Month()),
		}
		if len(q.keys) == 0 {
			t := b.sums[[2]string{}]
			if t == nil {
				t = &tally{}
			}
			result.Total = q.print(t)
			out.ResultsByTime = append(out.ResultsByTime, result)
			continue
		}
		fits := min(room, len(order))
		for _, k := range order[:fits] {
			result.Groups = append(result.Groups, group{Keys: slices.Clone(k[:len(q.keys)]), Metrics: q.print(b.sums[k])})
			s.noteAccounts(q, k, accounts, out)
		}
		out.ResultsByTime = append(out.ResultsByTime, result)
		if room -= fits; fits < len(order) {
			last := b.span.from.String()
			if fits == 0 { // nothing of this period is out yet: its place is the next page
				out.ResultsByTime = out.ResultsByTime[:len(out.ResultsByTime)-1]
				return out, &position{From: last, Keys: []string{"", ""}}
			}
			k := order[fits-1]
			return out, &position{From: last, Keys: k[:]}
		}
	}
	return out, nil
}

// noteAccounts adds the names of the accounts on the page.
func (s *service) noteAccounts(q *query, k [2]string, seen map[string]bool, out *usageOutput) {
	for i, d := range q.groupBy {
		if d.Type == "DIMENSION" && d.Key == "LINKED_ACCOUNT" && !seen[k[i]] {
			seen[k[i]] = true
			out.DimensionValueAttributes = append(out.DimensionValueAttributes, s.attributes(d.Key, k[i]))
		}
	}
}

// print writes the metrics that were asked for.
func (q *query) print(t *tally) map[string]metricValue {
	out := make(map[string]metricValue, len(q.metrics))
	for _, m := range q.metrics {
		total := m.total(&t.Sums)
		switch m.name {
		case "UsageQuantity":
			unit := "N/A"
			if t.unit != "" && !t.mixed {
				unit = t.unit
			}
			out[m.name] = metricValue{total.QuantityString(), unit}
		case "NormalizedUsageAmount":
			out[m.name] = metricValue{total.QuantityString(), "N/A"}
		default:
			out[m.name] = metricValue{total.String(), q.currency}
		}
	}
	return out
}

package costexplorer

import (
	"context"
	"slices"
	"strings"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

type valuesInput struct {
	TimePeriod     *dateInterval `json:"TimePeriod"`
	Dimension      string        `json:"Dimension"`
	Context        string        `json:"Context"`
	SearchString   string        `json:"SearchString"`
	Filter         *expression   `json:"Filter"`
	SortBy         []sortBy      `json:"SortBy"`
	MaxResults     *int          `json:"MaxResults"`
	NextPageToken  string        `json:"NextPageToken"`
	BillingViewArn string        `json:"BillingViewArn"`
}

type sortBy struct {
	Key       string `json:"Key"`
	SortOrder string `json:"SortOrder"`
}

type valuesOutput struct {
	DimensionValues []attribute `json:"DimensionValues"`
	ReturnSize      int         `json:"ReturnSize"`
	TotalSize       int         `json:"TotalSize"`
	NextPageToken   string      `json:"NextPageToken,omitempty"`
}

// getDimensionValues lists the values of a dimension that lines of the period have, by name,
// or by a metric when SortBy asks for it.
func (s *service) getDimensionValues(ctx context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[valuesInput](r)
	if err != nil {
		return nil, err
	}
	list, err := s.values(ctx, r, &in)
	if err != nil {
		return nil, err
	}
	size := s.valueSize
	if in.MaxResults != nil {
		if *in.MaxResults < 1 {
			return nil, invalid("MaxResults must be at least 1")
		}
		size = min(size, *in.MaxResults)
	}
	after, err := r.Position(in.NextPageToken)
	if err != nil {
		return nil, err
	}
	out := &valuesOutput{DimensionValues: []attribute{}, TotalSize: len(list)}
	if after != "" { // the last value of the page before, behind a mark that keeps it from being empty
		if i := slices.Index(list, after[1:]); i >= 0 {
			list = list[i+1:]
		}
	}
	if len(list) > size {
		list = list[:size]
		out.NextPageToken = r.NextToken("=" + list[size-1])
	}
	for _, v := range list {
		out.DimensionValues = append(out.DimensionValues, s.attributes(in.Dimension, v))
	}
	out.ReturnSize = len(list)
	return out, nil
}

func (s *service) values(ctx context.Context, r *wire.Request, in *valuesInput) ([]string, error) {
	dim, ok := dimensions[in.Dimension]
	if !ok {
		return nil, invalid("Invalid dimension: %s", in.Dimension)
	}
	if !slices.Contains([]string{"", "COST_AND_USAGE", "RESERVATIONS", "SAVINGS_PLANS"}, in.Context) {
		return nil, invalid("Invalid context: %s", in.Context)
	}
	period, err := s.period(in.TimePeriod)
	if err != nil {
		return nil, err
	}
	passes, err := in.Filter.compile()
	if err != nil {
		return nil, err
	}
	view, err := s.view(r, in.BillingViewArn)
	if err != nil {
		return nil, err
	}
	q := &query{view: view, span: period, passes: passes, keys: []func(*world.LineKey) string{dim.of}}
	buckets, err := s.collect(ctx, q)
	if err != nil {
		return nil, err
	}
	sums := map[string]*world.Sums{}
	search := strings.ToLower(in.SearchString)
	for _, b := range buckets {
		for k, t := range b.sums {
			if !strings.Contains(strings.ToLower(k[0]), search) {
				continue
			}
			if sums[k[0]] == nil {
				sums[k[0]] = &world.Sums{}
			}
			sums[k[0]].AddSums(&t.Sums)
		}
	}
	return sortValues(sums, in.SortBy)
}

func sortValues(sums map[string]*world.Sums, by []sortBy) ([]string, error) {
	list := make([]string, 0, len(sums))
	for v := range sums {
		list = append(list, v)
	}
	slices.Sort(list)
	if len(by) == 0 {
		return list, nil
	}
	picked, err := pickMetrics([]string{by[0].Key})
	if err != nil {
		return nil, err
	}
	if o := by[0].SortOrder; o != "" && o != "ASCENDING" && o != "DESCENDING" {
		return nil, invalid("Invalid sort order: %s", o)
	}
	slices.SortStableFunc(list, func(a, b string) int {
		c := picked[0].total(sums[a]).Compare(*picked[0].total(sums[b]))
		if by[0].SortOrder == "DESCENDING" {
			return -c
		}
		return c
	})
	return list, nil
}

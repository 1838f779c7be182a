package main

// operation is a request that a page makes.
type operation struct {
	name, path string
}

// operations are measured in this order. Lists are asked for as a page of 50, filtered and sorted by what has to be computed.
func operations() []operation {
	return []operation{
		{"GET /dashboard", "/dashboard?period=" + lastMonth},
		{"GET /transfer-dashboard", "/transfer-dashboard?period=" + lastMonth + "&limit=50&filter=completeness:eq:complete&filter=charged:gt:0&sort=-margin_percent"},
		{"GET /customers", "/customers?limit=50&filter=state:eq:active&sort=-account_count"},
		{"GET /transfers", "/transfers?limit=50&filter=billing_group_status:eq:active&sort=-starts_at"},
		{"GET /collections", "/collections?limit=50"},
		{"GET /usage", "/usage"},
		{"GET /finops", "/finops?period=" + lastMonth},
		{"GET /finops, running month", "/finops?months=24"},
		{"GET /finops/usage by customer", "/finops/usage?by=customer&period=" + lastMonth + "&limit=50&filter=my_view:gt:0&sort=-my_view_change"},
		{"GET /finops/usage by account", "/finops/usage?by=account&period=" + lastMonth + "&limit=50&filter=my_view:gt:0&sort=-my_view_change"},
		{"GET /finops/usage by service", "/finops/usage?by=service&period=" + lastMonth + "&limit=50&sort=-my_view"},
	}
}

// The portal's and the simulator's clocks start at begin, so that a run next year measures the same.
const (
	begin     = "2026-11-16T12:00:00Z"
	lastMonth = "2026-10"
	receiver  = "111122223333" // of every simulated world
)

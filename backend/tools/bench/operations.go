package main

import "time"

// operation is a request that a page makes.
type operation struct {
	name, path string
	bound      time.Duration // p95 of warm answers
}

// operations are measured in this order. Lists are asked for as a page of 50, filtered and sorted by what has to be computed.
func operations() []operation {
	return []operation{
		{"GET /dashboard", "/dashboard?period=" + lastMonth, boundWarm},
		{"GET /transfer-dashboard", "/transfer-dashboard?period=" + lastMonth + "&limit=50&filter=completeness:eq:complete&filter=charged:gt:0&sort=-margin_percent", boundWarm},
		{"GET /customers", "/customers?limit=50&filter=state:eq:active&sort=-account_count", boundWarm},
		{"GET /transfers", "/transfers?limit=50&filter=billing_group_status:eq:active&sort=-starts_at", boundWarm},
		{"GET /collections", "/collections?limit=50", boundWarm},
		{"GET /usage", "/usage", boundWarm},
		{"GET /billing-conductor", "/billing-conductor?period=" + lastMonth + "&limit=50&filter=customer_count:gt:0&sort=-charged", boundWarm},
		{"GET /billing-conductor/rules", "/billing-conductor/rules?limit=50&filter=type:eq:markup&sort=-percent", boundWarm},
		{"GET /custom-line-items", "/custom-line-items?period=" + lastMonth + "&limit=50&filter=type:eq:fee&sort=-amount", boundWarm},
		{"GET /gap-analysis", "/gap-analysis?period=" + lastMonth + "&limit=50&filter=status:ne:kept&sort=-proposal", boundWarm},
		{"GET /gap-analysis/coverage", "/gap-analysis/coverage?period=" + lastMonth + "&limit=50&filter=status:eq:open&sort=-open_gap", boundWarm},
		{"GET /commission", "/commission?period=" + lastMonth + "&limit=50&filter=status:ne:none&sort=-amount", boundWarm},
		{"GET /credit-tracker", "/credit-tracker?period=" + lastMonth, boundWarm},
		{"GET /credit-tracker/customers", "/credit-tracker/customers?period=" + lastMonth + "&limit=50&filter=visibility:eq:visible&sort=-remaining", boundWarm},
		{"GET /credit-tracker/credits", "/credit-tracker/credits?limit=50&filter=status:ne:exhausted&sort=-remaining", boundWarm},
		{"GET /credit-tracker/applied", "/credit-tracker/applied?period=" + lastMonth + "&limit=50&sort=amount", boundWarm},
		{"GET /finops", "/finops?period=" + lastMonth, boundWarm},
		{"GET /finops, running month", "/finops?months=24", boundWarm},
		{"GET /finops/usage by customer", "/finops/usage?by=customer&period=" + lastMonth + "&limit=50&filter=my_view:gt:0&sort=-my_view_change", boundWarm},
		{"GET /finops/usage by account", "/finops/usage?by=account&period=" + lastMonth + "&limit=50&filter=my_view:gt:0&sort=-my_view_change", boundWarm},
		{"GET /finops/usage by service", "/finops/usage?by=service&period=" + lastMonth + "&limit=50&sort=-my_view", boundWarm},
		{"GET /finops/anomalies", "/finops/anomalies?limit=50&filter=status:eq:open&sort=-impact", boundWarm},
		{"GET /finops/budgets", "/finops/budgets?limit=50&sort=-used_percent", boundWarm},
		{"GET /plans", "/plans?limit=50&filter=status:eq:draft&sort=-created_at", boundWarm},
	}
}

// The portal's and the simulator's clocks start at begin, so that a run next year measures the same.
const (
	begin     = "2026-11-16T12:00:00Z"
	lastMonth = "2026-10"
	receiver  = "111122223333" // of every simulated world
)

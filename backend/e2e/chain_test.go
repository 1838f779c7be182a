package e2e

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	otypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// chain is the awkward world as the portals of both tiers have collected it.
type chain struct {
	sim        *simulated.Simulator
	span       period.Range
	above, mid *parts
}

func newChain(t *testing.T) chain {
	t.Helper()
	now := simulated.DefaultNow()
	c := chain{sim: simulated.Start(t, simulated.Options{Scenario: "awkward"}), span: ledger.Span(now)}
	c.above = assemble(t, c.sim.URL, t.TempDir(), now)
	c.mid = assembleFor(t, simulated.Middle, simulated.MiddleAccessKey, c.sim.URL, t.TempDir(), now)
	for _, p := range []*parts{c.above, c.mid} {
		t.Cleanup(func() { p.close(t) })
		if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
			t.Fatalf("collection of %s ended as %s: %s", p.scope.Receiver(), job.Status, job.Message)
		}
	}
	return c
}

// Each tier of a chain of two transfers sees its own prices and never the other's.
func TestEachTierOfAChainSeesItsOwnPrices(t *testing.T) {
	t.Parallel()
	c := newChain(t)
	t.Run("both tie out", func(t *testing.T) { t.Parallel(); c.tieOut(t) })
	t.Run("what is charged above is what the middle pays", func(t *testing.T) { t.Parallel(); c.pricesMeet(t) })
	t.Run("customers of the middle are indirect", func(t *testing.T) { t.Parallel(); c.relations(t) })
	t.Run("neither reads the other's views", func(t *testing.T) { t.Parallel(); c.viewsAreRefused(t) })
	t.Run("nothing of the middle's prices reaches the tier above", func(t *testing.T) { t.Parallel(); c.nothingLeaks(t) })
}

func (c chain) tieOut(t *testing.T) {
	for _, p := range []*parts{c.above, c.mid} {
		owner := p.scope.Receiver()
		want := truthOf(t, c.sim, owner, c.span)
		sameCells(t, owner, want, p.kept(t, c.span))
		p.checkPortfolios(t, c.span)
		for _, m := range c.span.Months() {
			checkPages(t, p, m, want)
		}
	}
}

// indirect are the customers that both tiers have.
func (c chain) indirect(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, cu := range c.sim.WorldOf(simulated.Middle).Customers {
		ids = append(ids, cu.Account.ID)
	}
	if len(ids) != 3 {
		t.Fatalf("the middle account has %d customers", len(ids))
	}
	return ids
}

func (c chain) pricesMeet(t *testing.T) {
	above, mid := c.above.kept(t, c.span), c.mid.kept(t, c.span)
	met, months := 0, 0
	for _, id := range c.indirect(t) {
		for _, m := range c.span.Months() {
			var charged, paid, resold, billed money.Decimal
			for k, d := range above {
				if k.customer != id || k.month != m.String() {
					continue
				}
				if k.view == ledger.MyView {
					billed = billed.Add(d)
					continue
				}
				charged = charged.Add(d)
				same := k
				same.view = ledger.MyView
				if !mid[same].Equal(d) {
					t.Errorf("%+v: charged %s, and the middle account pays %s", k, d, mid[same])
				}
				met++
			}
			for k, d := range mid {
				if k.customer != id || k.month != m.String() {
					continue
				}
				if k.view == ledger.MyView {
					paid = paid.Add(d)
				} else {
					resold = resold.Add(d)
				}
			}
			if !paid.Equal(charged) {
				t.Errorf("%s of %s: charged %s, and the middle account pays %s", m, id, charged, paid)
			}
			if !charged.IsZero() && !resold.IsZero() {
				months++
				if charged.Equal(resold) || charged.Equal(billed) || billed.Equal(resold) {
					t.Errorf("%s of %s: the three prices are %s, %s and %s", m, id, billed, charged, resold)
				}
			}
			c.marginsMeet(t, id, m)
		}
	}
	if met < 100 || months < 18 {
		t.Errorf("%d amounts and %d months were compared, so little was proved", met, months)
	}
}

// marginsMeet compares what both portals show of a customer's month.
func (c chain) marginsMeet(t *testing.T, id string, m period.Month) {
	t.Helper()
	row := func(p *parts) (margin.Row, bool) {
		list, err := p.margin.Rows(t.Context(), margin.ListInput{Scope: p.scope, Month: m, By: margin.ByCustomer, Query: paging.Query{Limit: 100, Match: paging.All}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list.Page.Matched {
			if r.Key == id {
				return r, true
			}
		}
		return margin.Row{}, false
	}
	above, ok := row(c.above)
	mid, okMid := row(c.mid)
	if ok != okMid {
		t.Errorf("%s of %s: a row above %v, in the middle %v", m, id, ok, okMid)
	}
	if charged, paid := above.Figures.Charged, mid.Figures.AWSCost; charged.Known && (!paid.Known || !paid.Value.Equal(charged.Value)) {
		t.Errorf("%s of %s: charged %v above, the middle account's cost is %v", m, id, charged, paid)
	}
}

func (c chain) relations(t *testing.T) {
	customers := func(p *parts) map[string]transfers.Customer {
		d, err := p.transfers.Directory(t.Context(), p.scope)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]transfers.Customer{}
		for _, cu := range d.Customers(simulated.DefaultNow()) {
			out[cu.ID] = cu
		}
		return out
	}
	above, mid := customers(c.above), customers(c.mid)
	for _, cu := range c.sim.World().Customers {
		got, ok := above[cu.Account.ID]
		want := transfers.Direct
		if cu.Via != "" {
			want = transfers.Indirect
		}
		if !ok || got.Transfer.Relation != want || got.Group != nil && got.Transfer.Via != cu.Via {
			t.Errorf("%s: relation %q via %q, the world says via %q", cu.Account.ID, got.Transfer.Relation, got.Transfer.Via, cu.Via)
		}
	}
	for _, id := range c.indirect(t) {
		if mid[id].Transfer.Relation != transfers.Direct {
			t.Errorf("to the middle account %s is %s", id, mid[id].Transfer.Relation)
		}
		if above[id].State != transfers.StateActive {
			t.Errorf("%s is %s", id, above[id].State)
		}
	}
}

func (c chain) viewsAreRefused(t *testing.T) {
	keys := map[string]string{simulated.Receiver: simulated.AccessKey, simulated.Middle: simulated.MiddleAccessKey}
	for account, key := range keys {
		for owner := range keys {
			refused := 0
			views := c.sim.WorldOf(owner).Views
			for _, v := range views {
				m := v.ActiveFrom
				if m < c.span.From.String() {
					m = c.span.From.String()
				}
				month, err := period.ParseMonth(m)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := monthOf(t, costexplorer.NewFromConfig(rawWith(c.sim, key)), v.ARN, month); err != nil {
					refused++
				}
			}
			if want := map[bool]int{true: 0, false: len(views)}[account == owner]; refused != want {
				t.Errorf("of %d views of %s, %s is refused %d", len(views), owner, account, refused)
			}
		}
	}
}

// monthOf reads a month of a view.
func monthOf(t *testing.T, ce *costexplorer.Client, arn string, m period.Month) (*costexplorer.GetCostAndUsageOutput, error) {
	t.Helper()
	return ce.GetCostAndUsage(t.Context(), &costexplorer.GetCostAndUsageInput{
		BillingViewArn: &arn, Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
		TimePeriod: &cetypes.DateInterval{Start: aws.String(m.String() + "-01"), End: aws.String(m.Add(1).String() + "-01")},
		GroupBy: []cetypes.GroupDefinition{
			{Type: cetypes.GroupDefinitionTypeDimension, Key: aws.String("RECORD_TYPE")},
			{Type: cetypes.GroupDefinitionTypeDimension, Key: aws.String("SERVICE")},
		},
	})
}

// recorder keeps everything that AWS answers.
type recorder struct {
	next http.RoundTripper
	said bytes.Buffer
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	r.said.Write(body)
	return res, err
}

// nothingLeaks reads all that the receiver can read and looks for anything of the middle account's.
func (c chain) nothingLeaks(t *testing.T) {
	secrets := map[string]string{} // what it is, by what it says
	world := c.sim.WorldOf(simulated.Middle)
	for _, g := range world.BillingGroups {
		secrets[g.ARN], secrets[`"`+g.Name+`"`] = "billing group", "billing group"
	}
	for _, p := range world.PricingPlans {
		if !strings.Contains(p.ARN, "::aws:") { // AWS's own are everybody's
			secrets[p.ARN], secrets[p.Name] = "plan", "plan"
		}
	}
	for _, r := range world.PricingRules {
		secrets[r.ARN], secrets[r.Name] = "rule", "rule"
	}
	for _, it := range world.LineItems {
		secrets[it.ARN], secrets[it.Name], secrets[it.Description] = "line item", "line item", "line item"
	}
	for _, v := range world.Views {
		secrets[v.ARN] = "view"
	}
	for k, d := range c.mid.kept(t, c.span) {
		if k.view == ledger.Showback && k.recordType == "Usage" && len(d.String()) > 10 { // short ones can coincide
			secrets[`"`+d.String()+`"`] = "price"
		}
	}
	// Usage that the middle account prices as the receiver does is no secret of the middle's.
	for _, d := range c.above.kept(t, c.span) {
		delete(secrets, `"`+d.String()+`"`)
	}
	above, mid := c.everythingSaid(t, simulated.AccessKey), c.everythingSaid(t, simulated.MiddleAccessKey)
	own := 0
	for secret, what := range secrets {
		if strings.Contains(above, secret) {
			t.Errorf("the receiver reads a %s of the middle account's: %s", what, secret)
		}
		if strings.Contains(mid, secret) {
			own++
		}
	}
	if len(secrets) < 200 || own < len(secrets)*9/10 {
		t.Errorf("of %d secrets the middle account itself reads %d, so little was proved", len(secrets), own)
	}
}

// everythingSaid reads every listing and every month of every view as the user of a key.
func (c chain) everythingSaid(t *testing.T, accessKey string) string {
	t.Helper()
	r := &recorder{next: http.DefaultTransport}
	cfg := rawWith(c.sim, accessKey)
	cfg.HTTPClient = &http.Client{Transport: r}
	ctx, bc, ce := t.Context(), billingconductor.NewFromConfig(cfg), costexplorer.NewFromConfig(cfg)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for token, more := (*string)(nil), true; more; more = token != nil {
		page, err := organizations.NewFromConfig(cfg).ListInboundResponsibilityTransfers(ctx, &organizations.ListInboundResponsibilityTransfersInput{
			Type: otypes.ResponsibilityTransferTypeBilling, NextToken: token,
		})
		check(err)
		token = page.NextToken
	}
	var views []string
	for p := billing.NewListBillingViewsPaginator(billing.NewFromConfig(cfg), &billing.ListBillingViewsInput{}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		check(err)
		for _, v := range page.BillingViews {
			views = append(views, *v.Arn)
		}
	}
	for p := billingconductor.NewListBillingGroupsPaginator(bc, &billingconductor.ListBillingGroupsInput{}); p.HasMorePages(); {
		_, err := p.NextPage(ctx)
		check(err)
	}
	for p := billingconductor.NewListPricingPlansPaginator(bc, &billingconductor.ListPricingPlansInput{}); p.HasMorePages(); {
		_, err := p.NextPage(ctx)
		check(err)
	}
	for p := billingconductor.NewListPricingRulesPaginator(bc, &billingconductor.ListPricingRulesInput{}); p.HasMorePages(); {
		_, err := p.NextPage(ctx)
		check(err)
	}
	for _, m := range c.span.Months() {
		month := aws.String(m.String())
		for p := billingconductor.NewListCustomLineItemsPaginator(bc, &billingconductor.ListCustomLineItemsInput{BillingPeriod: month}); p.HasMorePages(); {
			_, err := p.NextPage(ctx)
			check(err)
		}
		for p := billingconductor.NewListBillingGroupCostReportsPaginator(bc, &billingconductor.ListBillingGroupCostReportsInput{BillingPeriod: month}); p.HasMorePages(); {
			_, err := p.NextPage(ctx)
			check(err)
		}
		for _, arn := range views {
			_, err := monthOf(t, ce, arn, m)
			check(err)
		}
	}
	return r.said.String()
}

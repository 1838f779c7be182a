package world

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"portal.example/simulator/scenario"
	"portal.example/simulator/scenario/draw"
)

// furnish turns the scenario's plan into organizations, transfers, views and prices.
func (w *World) furnish() error {
	plan, err := scenario.Build(w.scenario, w.seed)
	if err != nil {
		return err
	}
	if w.inboundQuota = inboundQuota; plan.InboundQuota != 0 {
		w.inboundQuota = plan.InboundQuota
	}
	taken := map[string]bool{ReceiverAccountID: true, MiddleAccountID: true}
	w.furnishReceiver(taken)
	if err := w.furnishPricing(plan.PricingPlans, plan.PricingRules); err != nil {
		return err
	}
	for i, shape := range plan.Customers {
		if err := w.furnishCustomer(w.draw.Sub("customer").At(i), shape, taken); err != nil {
			return fmt.Errorf("customer %d (%s): %w", i, shape.Name, err)
		}
	}
	for _, c := range append(w.Customers(), Customer{Account: w.receiver.Management, Members: w.receiver.Members}) {
		w.accounts[c.Account.ID] = c.Account
		for _, a := range c.Members {
			w.accounts[a.ID] = a
		}
	}
	for i, p := range plan.Prospects {
		k := w.draw.Sub("prospect").At(i)
		account := newAccount(k, p.Name, p.Name, "root", taken)
		t := w.newTransfer(k, account, p.Name, w.epoch+Month(p.From))
		t.Status = TransferStatus(p.Status)
		if t.Status != TransferRequested {
			t.ActiveHandshakeID = ""
		}
		w.transfers = append(w.transfers, t)
	}
	return nil
}

// furnishCustomer makes a customer, and what it has as a middle account.
func (w *World) furnishCustomer(k draw.Key, shape scenario.Customer, taken map[string]bool) error {
	o := w.furnishOrg(k, shape, taken)
	w.addOrg(o)
	if err := w.furnishStays(o); err != nil || shape.Middle == nil {
		return err
	}
	return w.furnishMiddle(k.Sub("middle"), o, taken)
}

// addOrg makes an organization a customer, unless it is one.
func (w *World) addOrg(o *org) {
	if w.orgByID[o.customer.Account.ID] != nil {
		return
	}
	w.orgs = append(w.orgs, o)
	w.orgByID[o.customer.Account.ID] = o
}

// furnishMiddle makes the world of a customer that is a bill-transfer account of its own, and
// what the upper account has of its sources.
func (w *World) furnishMiddle(k draw.Key, o *org, taken map[string]bool) error {
	if _, have := w.As(o.customer.Account.ID); have {
		return fmt.Errorf("%s is a second middle account", o.shape.Name)
	}
	mid := w.add(o.customer.Account.ID, k)
	mid.upper = w
	mid.receiver = Organization{ID: o.customer.OrgID, Management: o.customer.Account, Members: o.customer.Members}
	mid.addPrimary(o, o.customer.Account.Joined)
	if err := mid.furnishPricing(o.shape.Middle.PricingPlans, o.shape.Middle.PricingRules); err != nil {
		return err
	}
	via := w.transfers[len(w.transfers)-1]
	for i, shape := range o.shape.Middle.Customers {
		if err := mid.furnishCustomer(k.Sub("customer").At(i), shape, taken); err != nil {
			return fmt.Errorf("its customer %s: %w", shape.Name, err)
		}
		source := mid.orgs[len(mid.orgs)-1]
		source.via = mid.account
		w.addOrg(source)
		t := w.inherit(mid.transfers[len(mid.transfers)-1], via)
		if err := w.furnishPrices(source, t, shape.Above.Group, shape.Above.Items); err != nil {
			return fmt.Errorf("its customer %s: %w", shape.Name, err)
		}
	}
	return nil
}

// furnishReceiver makes the partner's own small organization, which is all that its primary
// view contains.
func (w *World) furnishReceiver(taken map[string]bool) {
	k := w.draw.Sub("receiver")
	o := &org{
		draw: k, epoch: w.epoch, start: w.start, closeDay: 5,
		shape: scenario.Customer{
			Name: "Cloud Partner", Members: 2, Monthly: 2_600, Growth: 80, Regions: []string{"us-east-1"},
			Stay: scenario.Stay{From: scenario.LongAgo}, UsedFrom: scenario.LongAgo, Support: scenario.Business,
		},
	}
	long := w.epoch.Start().AddDate(-6, 0, 0)
	o.customer = Customer{
		Account:  Account{ID: ReceiverAccountID, Name: "Cloud Partner", Email: "aws@partner.example", Joined: long},
		OrgID:    "o-" + text(k.Sub("org"), lowerSet, 10),
		Currency: "USD",
	}
	for i, name := range []string{"partner-portal", "partner-internal"} {
		a := newAccount(k.Sub("member").At(i), "Cloud Partner", name, name, taken)
		a.Joined = long
		o.customer.Members = append(o.customer.Members, a)
	}
	w.receiver = Organization{ID: o.customer.OrgID, Management: o.customer.Account, Members: o.customer.Members}
	w.addPrimary(o, long)
}

func (w *World) addPrimary(o *org, created time.Time) {
	w.addView(&view{org: o, paid: true, BillingView: BillingView{
		ARN:  "arn:aws:billing::" + w.account + ":billingview/primary",
		Name: "Primary View", Description: "Primary billing view", OwnerAccountID: w.account,
		Type: ViewPrimary, ActiveFrom: w.epoch - 72, Health: "HEALTHY", Created: created, Updated: created,
	}})
}

func (w *World) addView(v *view) {
	w.views = append(w.views, v)
	w.viewByARN[v.ARN] = v
}

// furnishOrg makes a customer's organization with its accounts.
func (w *World) furnishOrg(k draw.Key, shape scenario.Customer, taken map[string]bool) *org {
	o := &org{draw: k, shape: shape, epoch: w.epoch, start: w.start, closeDay: k.Sub("close").Between(5, 8)}
	o.customer = Customer{
		Account:  newAccount(k, shape.Name, shape.Name, "root", taken),
		OrgID:    "o-" + text(k.Sub("org"), lowerSet, 10),
		Currency: cmp.Or(shape.Currency, "USD"),
		Traits:   shape.Traits,
	}
	if shape.Middle != nil {
		o.customer.Account.ID = MiddleAccountID
	}
	if shape.SupportDay != 0 {
		o.closeDay = max(o.closeDay, shape.SupportDay+1)
	}
	long := w.epoch.Start().AddDate(-4, 0, 0)
	o.customer.Account.Joined = long
	for n := range shape.Members {
		name := scenario.AccountName(shape.Name, n)
		a := newAccount(k.Sub("member").At(n), shape.Name, name, strings.TrimPrefix(name, scenario.Slug(shape.Name)+"-"), taken)
		a.Joined = long
		if joined := k.Sub("joined").At(n); n > 0 && joined.Chance(1_200) {
			a.Joined = w.epoch.Start().AddDate(0, -joined.Sub("when").Between(1, 12), joined.Sub("day").N(20))
		}
		o.customer.Members = append(o.customer.Members, a)
	}
	return o
}

// newAccount draws an id that no other account has. AWS allows 50 characters in a name.
func newAccount(k draw.Key, company, name, mailbox string, taken map[string]bool) Account {
	id := ""
	for try := 0; id == "" || taken[id]; try++ {
		id = text(k.Sub("id").At(try), digitSet[1:], 1) + text(k.Sub("id rest").At(try), digitSet, 11)
	}
	taken[id] = true
	if runes := []rune(name); len(runes) > 50 {
		name = string(runes[:50])
	}
	return Account{ID: id, Name: name, Email: "aws+" + mailbox + "@" + scenario.Slug(company) + ".example"}
}

// newTransfer makes an invitation of the account to an organization.
func (w *World) newTransfer(k draw.Key, source Account, name string, start Month) *transfer {
	id := "rt-" + text(k.Sub("transfer").At(int(start)), lowerSet, 16)
	handshake := "h-" + text(k.Sub("handshake").At(int(start)), lowerSet, 32)
	return &transfer{handshake: handshake, requested: start.Start().AddDate(0, -1, 3), Transfer: Transfer{
		ID:        id,
		ARN:       "arn:aws:organizations::" + w.account + ":transfer/" + w.receiver.ID + "/billing/inbound/" + id,
		Name:      transferName(name),
		Type:      "BILLING",
		Status:    TransferRequested,
		Direction: Inbound,
		Source:    Party{AccountID: source.ID, Email: source.Email},
		Target:    Party{AccountID: w.account, Email: w.receiver.Management.Email},
		Start:     start.Start(), ActiveHandshakeID: handshake,
	}}
}

// transferName keeps what AWS accepts in a transfer's name: 1 to 128 printable ASCII.
func transferName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch plain, ok := asciiFor[r]; {
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case ok:
			b.WriteString(plain)
		}
	}
	out := strings.TrimSpace(b.String())
	if len(out) > 128 {
		out = out[:128]
	}
	return out
}

var asciiFor = map[rune]string{'ü': "ue", 'ö': "oe", 'ä': "ae", 'ø': "oe", 'é': "e", 'è': "e", 'â': "a", 'ê': "e", 'ç': "c", 'É': "E"}

// furnishStays makes the organization's transfers with their views and groups.
func (w *World) furnishStays(o *org) error {
	if f := o.shape.Former; f != nil {
		t := w.furnishStay(o, *f)
		if _, err := w.furnishGroup(o, t, scenario.BasicPlan, t.from(), 0); err != nil {
			return err
		}
	}
	return w.furnishPrices(o, w.furnishStay(o, o.shape.Stay), o.shape.Group, o.shape.Items)
}

// furnishPrices makes what the account prices a transfer by.
func (w *World) furnishPrices(o *org, t *transfer, priced scenario.Group, items []scenario.Item) error {
	from := t.from()
	// A group that was to end before the transfer began was never made; one that was to end after
	// it was the last.
	if until := o.month(priced.FormerUntil); priced.FormerPlan != "" && until >= from {
		if to := t.to(); to != 0 && until >= to {
			g, err := w.furnishGroup(o, t, priced.FormerPlan, from, 0)
			if err != nil {
				return err
			}
			return w.furnishItems(o, g, items, from)
		}
		if _, err := w.furnishGroup(o, t, priced.FormerPlan, from, until); err != nil {
			return err
		}
		from = until.Next()
	}
	if priced.Plan == scenario.NoGroup {
		return nil
	}
	g, err := w.furnishGroup(o, t, priced.Plan, from, 0)
	if err != nil {
		return err
	}
	for _, s := range priced.Switches {
		if err := w.furnishSwitch(g, s.Plan, o.month(s.From)); err != nil {
			return err
		}
	}
	return w.furnishItems(o, g, items, from)
}

// furnishSwitch puts a group on another plan from a past month on.
func (w *World) furnishSwitch(g *group, planName string, from Month) error {
	arn, err := w.planNamed(planName)
	if err != nil {
		return err
	}
	at := from.Start().Add(9 * time.Hour)
	g.PricingPlanARN, g.Modified = arn, at
	g.books = append(g.books, bookVersion{at: at, from: from, book: w.compile(arn)})
	return nil
}

func (t *transfer) from() Month { return MonthOf(t.Start) }

// to returns the last month of the transfer, or 0 when it has no end.
func (t *transfer) to() Month {
	if t.End == nil {
		return 0
	}
	return MonthOf(*t.End)
}

func (w *World) furnishStay(o *org, stay scenario.Stay) *transfer {
	t := w.newTransfer(o.draw, o.customer.Account, o.shape.Name, o.month(stay.From))
	t.org, t.Status = o, TransferAccepted
	if stay.To != nil {
		end := o.month(*stay.To).Next().Start().Add(-time.Second)
		t.End, t.Status, t.ActiveHandshakeID = &end, TransferWithdrawn, ""
	}
	w.transfers = append(w.transfers, t)
	w.addMyView(t)
	return t
}

func (w *World) addMyView(t *transfer) {
	id := text(t.org.draw.Sub(w.keyed("my view")).At(int(t.from())), lowerSet, 12)
	w.addView(&view{org: t.org, paid: true, BillingView: BillingView{
		ARN:         "arn:aws:billing::" + w.account + ":billingview/billing-transfer-" + id,
		Name:        viewName("Billing Transfer", t),
		Description: "Billable data of " + t.Source.AccountID, OwnerAccountID: w.account, SourceAccountID: t.Source.AccountID,
		Type: ViewMy, ActiveFrom: t.from(), ActiveTo: t.to(), Health: "HEALTHY",
		Created: t.Start, Updated: t.Start, TransferID: t.ID,
	}})
}

// viewName keeps what AWS accepts in a view's name.
func viewName(prefix string, t *transfer) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" _+=.-@", r) {
			return r
		}
		return '-'
	}, prefix+" "+t.Name)
	if len(name) > 128 {
		name = name[:128]
	}
	return name
}

// furnishGroup makes a group of a scenario. until is the last month of a group that was
// deleted, 0 otherwise.
func (w *World) furnishGroup(o *org, t *transfer, planName string, from, until Month) (*group, error) {
	arn, err := w.planNamed(planName)
	if err != nil {
		return nil, err
	}
	created := from.Start().Add(2 * time.Hour)
	if from == t.from() { // made when the invitation was sent, some weeks before the start
		created = from.Start().AddDate(0, 0, -o.draw.Sub("invited").Between(3, 24))
	}
	if created.After(w.start) {
		created = w.start.Add(-time.Duration(o.draw.Sub("hours").Between(2, 40)) * time.Hour)
	}
	k := o.draw.Sub(w.keyed("group")).At(int(from))
	name := scenario.Slug(o.shape.Name) + "-" + t.Source.AccountID[8:]
	if w.upper != nil {
		name = "resale-" + name
	}
	if until != 0 || t.to() != 0 && o.shape.Former != nil {
		name += "-" + strings.ReplaceAll(from.String(), "-", "")
	}
	g := w.newGroup(t, name, arn, text(k, alnumSet, 12), created, from)
	g.Description = "Billing group of " + t.Name
	if len(g.Description) > 1024 {
		g.Description = g.Description[:1024]
	}
	if until != 0 {
		deleted := until.Next().Start().Add(90 * time.Minute)
		g.Deleted, g.view.ActiveTo = &deleted, until
	}
	return g, nil
}

// newGroup adds a group and its Showback view; the caller holds the lock or builds the world.
func (w *World) newGroup(t *transfer, name, planARN, id string, created time.Time, from Month) *group {
	g := &group{transfer: t, BillingGroup: BillingGroup{
		ARN:  "arn:aws:billingconductor::" + w.account + ":billinggroup/" + id,
		Name: name, Type: GroupTypeTransfer, PrimaryAccountID: t.Source.AccountID, PricingPlanARN: planARN,
		TransferARN: t.ARN, Status: GroupActive, Size: len(t.org.customer.Members) + 1, Created: created, Modified: created,
	}}
	g.books = []bookVersion{{from: 0, book: w.compile(planARN)}}
	g.view = &view{org: t.org, group: g, BillingView: BillingView{
		ARN:         "arn:aws:billing::" + w.account + ":billingview/billing-transfer-showback-" + strings.ToLower(id),
		Name:        viewName("Billing Transfer Showback", t),
		Description: "Pro forma data of " + t.Source.AccountID, OwnerAccountID: w.account, SourceAccountID: t.Source.AccountID,
		Type: ViewShowback, ActiveFrom: from, ActiveTo: t.to(), Health: "HEALTHY",
		Created: created, Updated: created, TransferID: t.ID, GroupARN: g.ARN,
	}}
	w.addView(g.view)
	w.groups = append(w.groups, g)
	w.groupByARN[g.ARN] = g
	return g
}

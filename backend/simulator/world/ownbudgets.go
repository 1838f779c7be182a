package world

import "time"

// Time units of budgets.
const (
	BudgetMonthly   = "MONTHLY"
	BudgetQuarterly = "QUARTERLY"
	BudgetAnnually  = "ANNUALLY"
)

// OwnBudget is a cost budget of the receiver on its own organization, with what the period has
// cost so far.
type OwnBudget struct {
	Name      string
	TimeUnit  string
	Limit     Amount
	Since     time.Time // the first instant the budget is for
	AccountID string    // only this account; empty: all
	Services  []string  // only these, as Cost Explorer prints them; empty: all
	ViewARN   string    // another view than the primary one, which the receiver cannot read any more
	From, To  Month     // the present period, inclusive and exclusive
	Actual    Amount    // reported in the period so far
	Forecast  Amount    // at the end of the period
	Updated   time.Time // the day's beginning: amounts change once a day
}

// Readable reports whether the budget's view can be read; without it there are no amounts.
func (b *OwnBudget) Readable() bool { return b.ViewARN == "" }

// PrimaryViewARN is the view that a budget counts unless it names another.
func (w *World) PrimaryViewARN() string {
	return "arn:aws:billing::" + w.account + ":billingview/primary"
}

// budgetDays is how many reported days a budget's forecast is the mean of.
const budgetDays = 28

// OwnBudgets returns the receiver's own budgets in a stable order: one that will hold, one that
// is exceeded, one by quarter and one by year, and one whose view is gone. An account whose own
// bill is transferred has none.
func (w *World) OwnBudgets() ([]OwnBudget, error) {
	if w.upper != nil {
		return nil, nil
	}
	now := w.Now()
	this := MonthOf(now)
	year := Month(int(this) / 12 * 12)
	since := (w.epoch - 24).Start()
	portal := w.receiver.Members[0].ID
	list := []OwnBudget{
		{Name: "organization-monthly", TimeUnit: BudgetMonthly, Limit: 4_000 * Unit, From: this, To: this + 1},
		{Name: "portal-account", TimeUnit: BudgetMonthly, Limit: 350 * Unit, AccountID: portal, From: this, To: this + 1},
		{Name: "compute-quarterly", TimeUnit: BudgetQuarterly, Limit: 3_000 * Unit, Services: []string{offers[0].name}, From: this - (this-year)%3, To: this - (this-year)%3 + 3},
		{Name: "organization-" + year.String()[:4], TimeUnit: BudgetAnnually, Limit: 36_000 * Unit, From: year, To: year + 12},
		{Name: "retired-view", TimeUnit: BudgetMonthly, Limit: 500 * Unit, ViewARN: "arn:aws:billing::" + w.account + ":billingview/custom-" + digits(w.draw.Sub("retired view"), 12), From: this, To: this + 1},
	}
	for i := range list {
		b := &list[i]
		b.Since, b.Updated = since, DayOf(now).Start()
		if !b.Readable() {
			continue
		}
		if err := w.spend(b, now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// spend adds up a budget's period, and forecasts the days of it that are not reported yet.
func (w *World) spend(b *OwnBudget, now time.Time) error {
	last := DayOf(now) - 1 // exclusive: yesterday is not reported yet
	var recent Amount
	for m := min(b.From, (last - budgetDays).Month()); m <= MonthOf(now); m++ {
		err := w.Lines(w.PrimaryViewARN(), m, func(l *Line) error {
			if !b.counts(l) {
				return nil
			}
			if m >= b.From {
				b.Actual += l.Unblended
			}
			if l.Day < last && l.Day >= last-budgetDays && l.RecordType == RecordUsage {
				recent += l.Unblended
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	left := b.To.FirstDay() - max(last, b.From.FirstDay())
	b.Forecast = b.Actual + recent/budgetDays*Amount(left)
	return nil
}

func (b *OwnBudget) counts(l *Line) bool {
	return (b.AccountID == "" || b.AccountID == l.AccountID) && matchesAny(b.Services, l.Service)
}

package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

func toAPIMonth(m period.Month) api.Month { return m.String() }

// ToAPICreditTracker writes the credits of a receiver at a glance.
func ToAPICreditTracker(t *credits.Tracker) api.CreditTracker {
	return api.CreditTracker{
		Totals: each(t.Totals, toAPICreditTotals), Alerts: each(t.Alerts, toAPICreditAlert), Expiries: each(t.Expiries, toAPICreditExpiry), Trend: each(t.Trend, toAPICreditMonth), BalancesReadAt: instant(t.ReadAt),
		Visibility: each(t.Visibility, func(v credits.VisibilityCount) api.CreditVisibilityCount {
			return api.CreditVisibilityCount{Visibility: api.CreditVisibility(v.Visibility), Customers: int32(v.Customers)}
		}),
		Provenance: ToAPIProvenance(t.Provenance), Simulated: marked(t.Simulated),
	}
}

func toAPICreditTotals(t credits.Totals) api.CreditTotals {
	c := t.Currency
	return api.CreditTotals{
		Currency: string(c), Applied: toAPIFigure(t.Applied, c), Modelled: toAPIFigure(t.Modelled, c), Unmodelled: toAPIFigure(t.Unmodelled, c), Initial: toAPIFigure(t.Initial, c),
		Remaining: toAPIFigure(t.Remaining, c), EstimatedRemaining: toAPIFigure(t.Left, c), Expiring: toAPIFigure(t.Expiring, c), ExpiringUnused: toAPIFigure(t.Unused, c),
	}
}

func toAPICreditExpiry(e credits.Expiry) api.CreditExpiry {
	out := api.CreditExpiry{Kind: api.CreditKind(e.Kind), Currency: string(e.Currency), EstimatedRemaining: toAPINumber(e.Left, e.Currency), Credits: int32(e.Credits)}
	if !e.Month.IsZero() {
		out.Month = text(e.Month.String())
	}
	return out
}

// ToAPICreditCourse writes a credit month by month.
func ToAPICreditCourse(c *credits.Course) api.CreditCourse {
	currency := c.Row.Currency
	return api.CreditCourse{
		Credit: ToAPICredit(c.Row), Cut: c.Cut,
		Months: each(c.Months, func(m credits.CourseMonth) api.CreditCourseMonth {
			return api.CreditCourseMonth{
				Month: m.Month.String(), Applied: toAPIFigure(m.Applied, currency), Left: toAPIFigure(m.Left, currency), Estimated: m.Estimated, Forecast: m.Forecast,
			}
		}),
	}
}

func toAPICreditAlert(a credits.Alert) api.CreditAlert {
	return api.CreditAlert{Days: int32(a.Days), Credits: int32(a.Credits), Customers: int32(a.Customers), Remaining: each(a.Remaining, ToAPIMoney)}
}

func toAPICreditMonth(m credits.MonthRow) api.CreditMonth {
	standing := api.Standing(m.Standing)
	return api.CreditMonth{
		Month: m.Month.String(), Currency: string(m.Currency), Applied: toAPINumber(m.Applied, m.Currency), Modelled: toAPIFigure(m.Modelled, m.Currency),
		Allocated: toAPIFigure(m.Allocated, m.Currency), Standing: &standing,
	}
}

// ToAPICreditCustomer writes the credits of a customer in a month.
func ToAPICreditCustomer(r credits.CustomerRow) api.CreditCustomer {
	c, standing := r.Currency, api.Standing(r.Standing)
	out := api.CreditCustomer{
		CustomerId: r.ID, CustomerName: r.Name, Currency: text(string(c)), Applied: toAPIFigure(r.Applied, c), Modelled: toAPIFigure(r.Modelled, c),
		Unmodelled: toAPIFigure(r.Unmodelled(), c), Allocated: toAPIFigure(r.Allocated, c), Visibility: api.CreditVisibility(r.Visibility), VisibilityNote: text(r.Note),
		RoleArn: text(r.RoleARN), Credits: int32(len(r.Credits)), Remaining: toAPIFigure(r.Remaining, c), EstimatedRemaining: toAPIFigure(r.Left, c), Expiring: toAPIFigure(r.Expiring, c), NextExpiryAt: instant(r.NextExpiry),
		Standing: &standing, BalancesReadAt: instant(r.ReadAt), Simulated: marked(r.Simulated),
	}
	if r.Policy != "" {
		mode := api.GapPolicyMode(r.Policy)
		out.Policy = &mode
	}
	if len(r.Failed) > 0 {
		failed := each(r.Failed, toAPIMonth)
		out.FailedMonths = &failed
	}
	return out
}

// ToAPICredit writes a credit; what AWS does not say is absent.
func ToAPICredit(r credits.Row) api.Credit {
	c := r.Currency
	out := api.Credit{
		CreditId: r.ID, CustomerId: r.CustomerID, CustomerName: r.CustomerName, AccountId: text(r.AccountID), Kind: api.CreditKind(r.Kind), CreditType: text(r.Type),
		Status: api.CreditStatus(r.Status), Description: text(r.Description), Currency: text(string(c)), Initial: toAPINumber(r.Initial, c), Remaining: toAPIFigure(r.AtClose, c),
		EstimatedRemaining: toAPIFigure(r.Left, c), Applied: toAPIFigure(r.Applied, c), Expired: toAPIFigure(r.Expired, c), StartsAt: instant(r.StartsAt), ExpiresAt: instant(r.ExpiresAt),
		ExhaustedAt: instant(r.ExhaustedAt), BurnNote: text(r.BurnNote), Sharing: text(r.Sharing), Application: text(r.Application), AsOf: instant(r.AsOf), Simulated: marked(r.Simulated),
	}
	if r.Expires {
		out.DaysLeft = number(r.DaysLeft)
	}
	if len(r.Services) > 0 {
		out.Services = &r.Services
	}
	if b := r.Burn; b != nil {
		out.Burn = &api.CreditBurn{
			Monthly: toAPINumber(b.Monthly, c), Basis: b.Basis, ExhaustedAt: instant(b.ExhaustedAt), ExpiringUnused: toAPIFigure(r.Unused, c),
		}
	}
	return out
}

func toAPICreditBalanceTotals(t credits.BalanceTotals) api.CreditBalanceTotals {
	c := t.Currency
	return api.CreditBalanceTotals{
		Currency: string(c), Initial: toAPINumber(t.Initial, c), Remaining: toAPIFigure(t.Remaining, c), EstimatedRemaining: toAPIFigure(t.Left, c),
		ExpiringUnused: toAPIFigure(t.Unused, c), Credits: int32(t.Credits),
	}
}

// ToAPICreditAllocation writes what a credit did in a month.
func ToAPICreditAllocation(r credits.AllocationRow) api.CreditAllocation {
	kind := api.CreditKind(r.Kind)
	return api.CreditAllocation{
		Month: r.Month.String(), CustomerId: r.CustomerID, CustomerName: r.CustomerName, AccountId: text(r.AccountID), Service: text(r.Service), CreditId: r.CreditID,
		Description: text(r.Description), Kind: &kind, Amount: toAPINumber(r.Amount, r.Currency), Estimated: r.Estimated, Simulated: marked(r.Simulated),
	}
}

// ToAPIAppliedCredit writes what credits took off a service.
func ToAPIAppliedCredit(r credits.AppliedRow) api.AppliedCredit {
	return api.AppliedCredit{
		CustomerId: r.CustomerID, CustomerName: r.CustomerName, Class: api.GapClass(r.Class), Service: r.Service, Currency: text(string(r.Currency)),
		Amount: ToAPIMoney(money.New(r.Amount, r.Currency)), Simulated: marked(r.Simulated),
	}
}

// ToAPICreditSettings writes how credits are recognised.
func ToAPICreditSettings(s credits.Settings) api.CreditSettings {
	return api.CreditSettings{
		MapPatterns: each(s.MAPPatterns, func(p string) string { return p }), AlertDays: each(s.AlertDays, toInt32), Version: s.Version,
		ChangedBy: text(s.ChangedBy), ChangedAt: instant(s.ChangedAt),
	}
}

func fromAPICreditSettings(r api.CreditSettingsRequest) credits.Settings {
	return credits.Settings{MAPPatterns: r.MapPatterns, AlertDays: each(r.AlertDays, func(n int32) int { return int(n) }), Version: r.Version}
}

func toAPICreditAccess(g credits.Granted) api.CreditAccess {
	return api.CreditAccess{CustomerId: g.CustomerID, RoleArn: g.RoleARN, ExternalId: g.ExternalID, ChangedBy: text(g.ChangedBy), ChangedAt: instant(g.ChangedAt)}
}

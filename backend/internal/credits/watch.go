package credits

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Attention implements margin.Watcher: credits that expire within the fewest days of the alerts with something left. They are so whatever month is looked at.
func (s *Service) Attention(ctx context.Context, sc scope.Scope, _ period.Month) ([]margin.Attention, error) {
	b, err := s.balancesOf(ctx, sc)
	if err != nil {
		return nil, err
	}
	days := b.settings.shortest()
	alert := alertsOf(b.rows, b.settings)[0]
	if alert.Credits == 0 {
		return nil, nil
	}
	title := "1 credit expires within " + strconv.Itoa(days) + " days"
	if alert.Credits > 1 {
		title = strconv.Itoa(alert.Credits) + " credits expire within " + strconv.Itoa(days) + " days"
	}
	a := margin.Attention{
		Code: margin.AttentionCreditExpiring, Severity: margin.SeverityMedium, Count: alert.Credits, Title: title,
		Detail: "What is left of them then is lost to the customers. They can still be used on eligible usage.", Filter: []string{"status:eq:expiring", "days_left:lte:" + strconv.Itoa(days)},
	}
	if len(alert.Remaining) == 1 {
		a.Amount = &alert.Remaining[0]
	}
	return []margin.Attention{a}, nil
}

// Expiring says which credits expire within the alert days with something left, for people, and how many they are; none is an empty text.
func (s *Service) Expiring(ctx context.Context, sc scope.Scope) (string, int, error) {
	b, err := s.balancesOf(ctx, sc)
	if err != nil {
		return "", 0, err
	}
	var parts []string
	n := 0
	for _, a := range alertsOf(b.rows, b.settings) {
		if a.Credits == 0 {
			continue
		}
		n += a.Credits
		left := make([]string, len(a.Remaining))
		for i, r := range a.Remaining {
			left[i] = money.New(r.Number.Round(2), r.Currency).String()
		}
		parts = append(parts, fmt.Sprintf("%d of %d customers within %d days with %s left", a.Credits, a.Customers, a.Days, cmp.Or(strings.Join(left, " and "), "an unknown amount")))
	}
	if n == 0 {
		return "", 0, nil
	}
	text := "Credits that expire: " + strings.Join(parts, "; ") + "."
	if soonest := slices.MinFunc(expiring(b), func(x, y Row) int { return x.ExpiresAt.Compare(y.ExpiresAt) }); soonest.CustomerName != "" {
		text += " The first is of " + soonest.CustomerName + " on " + soonest.ExpiresAt.UTC().Format("2 January 2006") + "."
	}
	return text, n, nil
}

func expiring(b *balances) []Row {
	var rows []Row
	for _, r := range b.rows {
		if r.expiresWithin(b.settings.longest()) {
			rows = append(rows, r)
		}
	}
	return rows
}

package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// ToAPIMoney writes an amount with all its digits.
func ToAPIMoney(a money.Amount) api.Money {
	return api.Money{Amount: a.Number.String(), Currency: string(a.Currency)}
}

func toAPINumber(d money.Decimal, c money.Currency) api.Money { return ToAPIMoney(money.New(d, c)) }

// toAPIFigure is absent when the figure is not known.
func toAPIFigure(f margin.Figure, c money.Currency) *api.Money {
	if !f.Known {
		return nil
	}
	m := toAPINumber(f.Value, c)
	return &m
}

// toAPIShare is a percentage or a difference of two; absent when it is not known.
func toAPIShare(f margin.Figure) *api.DecimalText {
	if !f.Known {
		return nil
	}
	s := f.Value.String()
	return &s
}

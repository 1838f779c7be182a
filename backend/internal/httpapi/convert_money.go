package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// ToAPIMoney writes an amount with all its digits.
func ToAPIMoney(a money.Amount) api.Money {
	return api.Money{Amount: a.Number.String(), Currency: string(a.Currency)}
}

func toAPINumber(d money.Decimal, c money.Currency) api.Money { return ToAPIMoney(money.New(d, c)) }

// toAPIFigure is absent when the figure is not known, or is of no currency.
func toAPIFigure(f margin.Figure, c money.Currency) *api.Money {
	if !f.Known || c == "" {
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

// fromAPIDecimal reads a number; the contract has bounded its form.
func fromAPIDecimal(pointer, s string) (money.Decimal, error) {
	d, err := money.ParseDecimal(s)
	if err != nil {
		return money.Decimal{}, invalidField(pointer, codeInvalidDecimal, "Send digits with at most one point, as text.")
	}
	return d, nil
}

// fromAPIMoney reads an amount.
func fromAPIMoney(pointer string, m api.Money) (money.Amount, error) {
	d, err := fromAPIDecimal(pointer+"/amount", m.Amount)
	if err != nil {
		return money.Amount{}, err
	}
	c, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return money.Amount{}, invalidField(pointer+"/currency", codeInvalidCurrency, "Send the three letters of ISO 4217, for example USD.")
	}
	return money.New(d, c), nil
}

func invalidField(pointer, code, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail, Fields: []fault.Field{{Pointer: pointer, Code: code, Detail: detail}},
	}
}

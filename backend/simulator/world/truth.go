package world

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sort"
)

// TruthRow is one row of the truth export: a direct sum over lines as of the clock.
type TruthRow struct {
	Customer   string `json:"customer"`
	Month      Month  `json:"month"`
	View       string `json:"view"` // "my" or "showback"
	RecordType string `json:"record_type"`
	Service    string `json:"service"`
	Amount     Amount `json:"amount"` // UnblendedCost
	Currency   string `json:"currency"`
	Estimated  bool   `json:"estimated"`
}

// Truth yields what the account pays and charges: the rows of one customer (all customers when id is empty) from from to to,
// both inclusive. An unknown customer is an error. It adds up single lines of the views that
// have a life in each month, and shares no sums with Rows or Cost Explorer.
func (w *World) Truth(customerID string, from, to Month, yield func(TruthRow) error) error {
	customers := w.Customers()
	if customerID != "" {
		c, ok := w.Customer(customerID)
		if !ok {
			return notFound("customer", customerID)
		}
		customers = []Customer{c}
	}
	for _, c := range customers {
		for m := from; m <= to; m++ {
			views := w.Views(ViewFilter{SourceAccountID: c.Account.ID, ActiveIn: &m})
			for _, kind := range []ViewType{ViewMy, ViewShowback} {
				if err := w.truthOf(c, kind, m, views, yield); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *World) truthOf(c Customer, kind ViewType, m Month, views []BillingView, yield func(TruthRow) error) error {
	name := "my"
	if kind == ViewShowback {
		name = "showback"
	}
	sums := map[[2]string]*big.Int{}
	estimated := false
	for _, v := range views {
		if v.Type != kind {
			continue
		}
		estimated = w.Estimated(v.ARN, m)
		err := w.Lines(v.ARN, m, func(l *Line) error {
			k := [2]string{l.RecordType, l.Service}
			if sums[k] == nil {
				sums[k] = new(big.Int)
			}
			sums[k].Add(sums[k], big.NewInt(int64(l.Unblended)))
			return nil
		})
		if err != nil {
			return err
		}
	}
	keys := slices.Collect(maps.Keys(sums))
	sort.Slice(keys, func(i, j int) bool { return slices.Compare(keys[i][:], keys[j][:]) < 0 })
	for _, k := range keys {
		if !sums[k].IsInt64() {
			return fmt.Errorf("sum of %s %s of customer %s in %s does not fit an amount", k[0], k[1], c.Account.ID, m)
		}
		row := TruthRow{
			Customer: c.Account.ID, Month: m, View: name, RecordType: k[0], Service: k[1],
			Amount: Amount(sums[k].Int64()), Currency: c.Currency, Estimated: estimated,
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

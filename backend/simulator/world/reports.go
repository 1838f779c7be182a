package world

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
)

// outsideAWSCost are the record types that cost reports leave out of AWSCost. AWS does not
// document what it counts; this world assumes charges before tax, credits, refunds and support.
var outsideAWSCost = map[string]bool{RecordTax: true, RecordCredit: true, RecordRefund: true, RecordSupport: true}

// CostReports returns the margin summaries of all groups that have a life in month m, those
// that were deleted since included.
func (w *World) CostReports(m Month) ([]CostReport, error) {
	var out []CostReport
	for _, g := range w.BillingGroupsIn(m) {
		rows, err := w.GroupCostReports(g.ARN, m, m, false)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// GroupCostReports returns one row a month from from to to, both inclusive, or one a month
// and product when byProduct is set.
func (w *World) GroupCostReports(groupARN string, from, to Month, byProduct bool) ([]CostReport, error) {
	w.mu.RLock()
	g := w.groupByARN[groupARN]
	w.mu.RUnlock()
	if g == nil {
		return nil, notFound("billing group", groupARN)
	}
	my := w.myView(g)
	var out []CostReport
	for m := from; m <= to; m++ {
		if !g.view.ActiveIn(m) || !g.view.exists(w.Now()) {
			continue
		}
		sums, err := w.reportSums(my, g.view.ARN, m, byProduct)
		if err != nil {
			return nil, err
		}
		for _, product := range slices.Sorted(maps.Keys(sums)) {
			r, err := newCostReport(g, m, product, sums[product])
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// reportSums returns AWS cost and pro forma cost, by product or under the empty name.
func (w *World) reportSums(my, showback string, m Month, byProduct bool) (map[string]*[2]Total, error) {
	sums := map[string]*[2]Total{}
	if !byProduct {
		sums[""] = &[2]Total{}
	}
	for i, arn := range []string{my, showback} {
		if !byProduct {
			total, err := w.reportTotal(arn, m, i == 0)
			if err != nil {
				return nil, err
			}
			sums[""][i] = total
			continue
		}
		rows, err := w.Rows(arn, m)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if i == 0 && outsideAWSCost[r.Key.RecordType] {
				continue
			}
			if sums[r.Key.Service] == nil {
				sums[r.Key.Service] = &[2]Total{}
			}
			sums[r.Key.Service][i].AddTotal(r.Unblended)
		}
	}
	return sums, nil
}

// reportTotal returns what a view's month comes to; as AWSCost it leaves out what cost reports
// leave out. Totals are kept apart from the rows they come from, because a listing of all
// groups asks for every customer again on each page.
func (w *World) reportTotal(viewARN string, m Month, awsCost bool) (Total, error) {
	p, err := w.projectionOf(viewARN, m)
	if err != nil {
		return Total{}, err
	}
	at := tableKey{viewARN, m}
	if rows, ok := w.totals.get(at, p); ok {
		return rows[0].Unblended, nil
	}
	rows, err := w.Rows(viewARN, m)
	if err != nil {
		return Total{}, err
	}
	var sum Row
	for i := range rows {
		if !awsCost || !outsideAWSCost[rows[i].Key.RecordType] {
			sum.Unblended.AddTotal(rows[i].Unblended)
		}
	}
	p.until = w.tables.until(at, p)
	w.totals.put(at, p, []Row{sum})
	return sum.Unblended, nil
}

// myView returns the ARN of the billable view of a group's transfer.
func (w *World) myView(g *group) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, v := range w.views {
		if v.Type == ViewMy && v.TransferID == g.transfer.ID {
			return v.ARN
		}
	}
	return ""
}

func newCostReport(g *group, m Month, product string, sums *[2]Total) (CostReport, error) {
	aws, err := sums[0].Amount()
	if err != nil {
		return CostReport{}, fmt.Errorf("AWS cost of %s in %s: %w", g.Name, m, err)
	}
	proforma, err := sums[1].Amount()
	if err != nil {
		return CostReport{}, fmt.Errorf("pro forma cost of %s in %s: %w", g.Name, m, err)
	}
	return CostReport{
		GroupARN: g.ARN, Month: m, ProductName: product, AWSCost: aws, ProformaCost: proforma, Margin: proforma - aws,
		MarginPercentage: share(proforma-aws, proforma), Currency: g.transfer.org.customer.Currency,
	}, nil
}

// share returns part in percent of whole, rounded half away from zero at 10 decimals; 0 when
// whole is 0, and held at the range of Amount.
func share(part, whole Amount) Amount {
	if whole == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(100*int64(Unit)))
	d := big.NewInt(int64(whole))
	if d.Sign() < 0 {
		n, d = n.Neg(n), d.Neg(d)
	}
	half := new(big.Int).Rsh(d, 1)
	if n.Sign() < 0 {
		n.Sub(n, half)
	} else {
		n.Add(n, half)
	}
	q := n.Quo(n, d)
	if !q.IsInt64() {
		return Amount(limit(q.Sign() < 0))
	}
	return Amount(q.Int64())
}

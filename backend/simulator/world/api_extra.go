package world

// MarginPercentage is a margin in percent of the pro forma cost, as cost reports round it: half
// away from zero at ten decimals, 0 when there is no pro forma cost.
func MarginPercentage(margin, proforma Amount) Amount { return share(margin, proforma) }

package world

// Record types, as Cost Explorer's RECORD_TYPE dimension prints them.
const (
	RecordUsage           = "Usage"
	RecordDiscountedUsage = "DiscountedUsage"
	RecordRecurring       = "Recurring"
	RecordSPFee           = "SavingsPlanRecurringFee"
	RecordSPCovered       = "SavingsPlanCoveredUsage"
	RecordSPNegation      = "SavingsPlanNegation"
	RecordPartnerDiscount = "Solution Provider Program Discount"
	RecordBundled         = "Bundled Discount"
	RecordCredit          = "Credit"
	RecordRefund          = "Refund"
	RecordSupport         = "Support"
	RecordTax             = "Tax"
	RecordOther           = "Other"
	RecordFlatRate        = "FlatRateSubscription"
	RecordFee             = "Fee"
	RecordProformaFee     = "Proforma_Fee"
	RecordProformaCredit  = "Proforma_Credit"
)

// Billing entities.
const (
	EntityAWS         = "AWS"
	EntityMarketplace = "AWS Marketplace"
)

// LineKey is everything about a line but its day and figures. Keys are shared between the
// lines of one meter and must not be changed.
type LineKey struct {
	AccountID       string
	Service         string // as Cost Explorer prints it
	ServiceCode     string // as Billing Conductor names it
	Region          string // empty: not tied to a region
	AZ              string
	UsageType       string
	Operation       string
	InstanceType    string
	RecordType      string
	PurchaseType    string
	BillingEntity   string
	LegalEntity     string
	InvoicingEntity string
	Description     string
	Unit            string // of the quantity
	ItemARN         string // the custom line item the line comes from, or empty
}

// Figures is what one line counts and costs. Costs are in the customer's currency; credits,
// refunds, discounts and negations are negative. Blended equals Unblended in this world.
type Figures struct {
	Quantity     Quantity
	Normalized   Quantity // normalized usage, for instances
	Unblended    Amount
	Blended      Amount
	NetUnblended Amount
	Amortized    Amount
	NetAmortized Amount
}

// Line is one daily line item of one view.
type Line struct {
	*LineKey
	Day Day
	Figures
}

// Sums adds Figures up without overflow.
type Sums struct {
	Quantity, Normalized                                      Total
	Unblended, Blended, NetUnblended, Amortized, NetAmortized Total
}

// Add adds one line's figures.
func (s *Sums) Add(f *Figures) {
	s.Quantity.Add(int64(f.Quantity))
	s.Normalized.Add(int64(f.Normalized))
	s.Unblended.Add(int64(f.Unblended))
	s.Blended.Add(int64(f.Blended))
	s.NetUnblended.Add(int64(f.NetUnblended))
	s.Amortized.Add(int64(f.Amortized))
	s.NetAmortized.Add(int64(f.NetAmortized))
}

// AddSums adds other sums.
func (s *Sums) AddSums(o *Sums) {
	s.Quantity.AddTotal(o.Quantity)
	s.Normalized.AddTotal(o.Normalized)
	s.Unblended.AddTotal(o.Unblended)
	s.Blended.AddTotal(o.Blended)
	s.NetUnblended.AddTotal(o.NetUnblended)
	s.Amortized.AddTotal(o.Amortized)
	s.NetAmortized.AddTotal(o.NetAmortized)
}

// series is one key's lines within one month, the unit the generator works in.
type series struct {
	key *LineKey
	n   int
	e   [31]entry
}

// entry is one day of a series.
type entry struct {
	day    uint8 // 0 is the first of the month
	posted int64 // unix seconds from which on the line is reported
	Figures
}

func (s *series) reset(key *LineKey) { s.key, s.n = key, 0 }

// add appends a day and returns its entry with zero figures.
func (s *series) add(day int, posted int64) *entry {
	e := &s.e[s.n]
	*e = entry{day: uint8(day), posted: posted}
	s.n++
	return e
}

// addCost appends a day on which all five costs are a.
func (s *series) addCost(day int, posted int64, a Amount) *entry {
	e := s.add(day, posted)
	e.setCost(a)
	return e
}

func (f *Figures) setCost(a Amount) {
	f.Unblended, f.Blended, f.NetUnblended, f.Amortized, f.NetAmortized = a, a, a, a, a
}

// sink receives series; the series is reused after it returns.
type sink func(*series) error

// reportedAt is when the usage of a day is reported: 24 hours after the day has ended.
func reportedAt(d Day) int64 { return (int64(d) + 2) * 86400 }

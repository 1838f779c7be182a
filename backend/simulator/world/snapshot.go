package world

import "time"

// Snapshot is everything but the lines, for inspection.
type Snapshot struct {
	Scenario        string           `json:"scenario"`
	Seed            uint64           `json:"seed"`
	Start           time.Time        `json:"start"`
	Now             time.Time        `json:"now"`
	Receiver        Organization     `json:"receiver"`
	Customers       []Customer       `json:"customers"`
	Transfers       []Transfer       `json:"transfers"`
	Views           []BillingView    `json:"views"`
	BillingGroups   []BillingGroup   `json:"billing_groups"` // deleted ones included
	PricingPlans    []PricingPlan    `json:"pricing_plans"`
	PricingRules    []PricingRule    `json:"pricing_rules"`
	CustomLineItems []CustomLineItem `json:"custom_line_items"` // of every month, newest version
	TransferQuota   *TransferQuota   `json:"transfer_quota,omitempty"`
	Anomalies       []Anomaly        `json:"anomalies,omitempty"`
	Payers          []string         `json:"payers,omitempty"`       // bill-transfer accounts, where there are several; the uppermost first
	CreditRoles     []CreditRole     `json:"credit_roles,omitempty"` // by which customers let their credits be read
}

// Snapshot returns the world without its lines. Amount and Month marshal as JSON strings.
func (w *World) Snapshot() Snapshot {
	s := Snapshot{
		Scenario: w.scenario, Seed: w.seed, Start: w.start, Now: w.Now(), Receiver: w.receiver,
		Customers: w.Customers(), Transfers: w.Transfers(Inbound), Views: w.Views(ViewFilter{}),
		PricingPlans: w.PricingPlans(), PricingRules: w.PricingRules(), Anomalies: w.Anomalies(),
		CreditRoles: w.CreditRoles(),
	}
	if payers := w.Payers(); len(payers) > 1 {
		s.Payers = payers
	}
	quota := w.TransferQuota()
	s.TransferQuota = &quota
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, g := range w.groups {
		s.BillingGroups = append(s.BillingGroups, g.asOf(s.Now))
	}
	for _, it := range w.items {
		for i := len(it.changes) - 1; i >= 0; i-- {
			if c := &it.changes[i]; c.content != nil {
				s.CustomLineItems = append(s.CustomLineItems, it.describe(c))
				break
			}
		}
	}
	return s
}

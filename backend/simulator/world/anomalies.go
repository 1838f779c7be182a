package world

import (
	"cmp"
	"slices"
)

// Kinds of anomalies.
const (
	AnomalyPlanted = "planted" // one meter of one account, by the scenario
	AnomalySurge   = "surge"   // a service in all accounts and regions, by chance; only where it is used
)

// Anomaly is a few days on which something counts far more than usual, for judging detectors.
type Anomaly struct {
	Kind       string `json:"kind"`
	CustomerID string `json:"customer_id"`
	AccountID  string `json:"account_id,omitempty"` // planted only, like UsageType and Region
	Service    string `json:"service"`
	UsageType  string `json:"usage_type,omitempty"`
	Region     string `json:"region,omitempty"`
	FirstDay   string `json:"first_day"` // such as "2026-11-23"
	Days       int    `json:"days"`
	Factor     int    `json:"factor_per_mille"` // of usual usage
	UsualDay   Amount `json:"usual_day"`        // about what a usual day costs at public rates in the start month; 0 for a surge
}

// plantedAnomaly is an Anomaly of the scenario, found on a site.
type plantedAnomaly struct {
	key      *LineKey
	from, to Day // inclusive, exclusive
	factor   int64
	usual    Amount
}

// plant finds the meters of the scenario's anomalies.
func (o *org) plant(s *site) []plantedAnomaly {
	var out []plantedAnomaly
	for _, spec := range o.shape.Anomalies {
		first := DayOf(o.start) - Day(spec.DaysAgo)
		meters := s.largest(spec.Account, first.Month())
		if len(meters) == 0 {
			continue
		}
		m := meters[min(spec.Rank, len(meters)-1)]
		out = append(out, plantedAnomaly{
			key: m.key, from: first, to: first + Day(spec.Days), factor: int64(spec.Factor), usual: cost(m.base, m.public),
		})
	}
	return out
}

// largest returns the meters an account pays AWS for on demand in month m and the next, the
// one that costs most first.
func (s *site) largest(account int, m Month) []*meter {
	var out []*meter
	for i := range s.cells {
		c := &s.cells[i]
		if c.account != account || c.entity != EntityAWS {
			continue
		}
		for j := range c.meters {
			t := &c.meters[j]
			if t.kind == onDemand && !t.sku.freeTier && !t.sku.intro && t.from <= m && (t.to == 0 || m+1 < t.to) {
				out = append(out, t)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *meter) int {
		return cmp.Compare(cost(b.base, b.public), cost(a.base, a.public))
	})
	return out
}

// swell raises usage f of a day where an anomaly is planted.
func (s *site) swell(key *LineKey, day Day, f int64) int64 {
	for i := range s.planted {
		if p := &s.planted[i]; p.key == key && p.from <= day && day < p.to {
			f = f * p.factor / 1_000
		}
	}
	return f
}

// Anomalies returns what is unusual in the customers' last 14 months, in a stable order:
// what the scenario planted, and the surges every customer has now and then. Surges of
// services that a customer does not use are listed too, and have no effect.
func (w *World) Anomalies() []Anomaly {
	w.mu.RLock()
	orgs := slices.Clip(w.orgs)
	w.mu.RUnlock()
	var out []Anomaly
	for _, o := range orgs {
		if len(o.shape.Anomalies) > 0 {
			for _, p := range o.layout().planted {
				out = append(out, Anomaly{
					Kind: AnomalyPlanted, CustomerID: o.customer.Account.ID, AccountID: p.key.AccountID, Service: p.key.Service,
					UsageType: p.key.UsageType, Region: p.key.Region, FirstDay: p.from.String(), Days: int(p.to - p.from),
					Factor: int(p.factor), UsualDay: p.usual,
				})
			}
		}
		for m := max(w.EarliestMonth(), o.month(o.shape.UsedFrom)); m <= MonthOf(w.Now()); m++ {
			if s := o.surge(m); s.offer != nil {
				out = append(out, Anomaly{
					Kind: AnomalySurge, CustomerID: o.customer.Account.ID, Service: s.offer.name,
					FirstDay: (m.FirstDay() + Day(s.from)).String(), Days: s.to - s.from + 1, Factor: int(s.factor),
				})
			}
		}
	}
	return out
}

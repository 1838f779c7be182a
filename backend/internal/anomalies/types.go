// Package anomalies finds days on which a customer's cost or margin was far from what its own past made likely. See README.md.
package anomalies

import (
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Measure is what is watched.
type Measure string

// The measures. Charged is what the customer pays; an anomaly is more than usual. Margin is charged less AWS cost; an anomaly is less than usual.
const (
	MeasureCharged Measure = "charged"
	MeasureMargin  Measure = "margin"
)

// Measures lists them in their order.
func Measures() []Measure { return []Measure{MeasureCharged, MeasureMargin} }

// Severity says how much an anomaly weighs for its customer.
type Severity string

// The severities.
const (
	SeverityHigh   Severity = "high"
	SeverityMedium Severity = "medium"
	SeverityLow    Severity = "low"
)

// Driver is one service of an anomaly. Contribution is Actual - Expected.
type Driver struct {
	Service      string        `json:"service"`
	Expected     money.Decimal `json:"expected"`
	Actual       money.Decimal `json:"actual"`
	Contribution money.Decimal `json:"contribution"`
}

// Baseline is what a usual day is like for the services of an anomaly.
type Baseline struct {
	Days      int           `json:"days"`      // it is made of
	Median    money.Decimal `json:"median"`    // expected on a day, the median over the days of the anomaly
	Deviation money.Decimal `json:"deviation"` // beyond which a day was an anomaly, on the same day
}

// DayFigures is one day of the services an anomaly is about.
type DayFigures struct {
	Day       period.Day    `json:"day"`
	Actual    money.Decimal `json:"actual"`
	Judged    bool          `json:"judged"` // whether there is an expectation
	Expected  money.Decimal `json:"expected"`
	Deviation money.Decimal `json:"deviation"`
	Anomalous bool          `json:"anomalous"`
}

// Anomaly is a number of days on which services of a customer were far from what was expected. Expected, Actual and Impact are of these services and of the days from
// First to Last; Impact is Actual - Expected and the sum of the drivers' contributions.
type Anomaly struct {
	ID         string         `json:"id"`
	CustomerID string         `json:"customer_id"`
	Name       string         `json:"name"` // of the customer when it was found
	Currency   money.Currency `json:"currency"`
	Measure    Measure        `json:"measure"`
	Severity   Severity       `json:"severity"`
	First      period.Day     `json:"first"`
	Last       period.Day     `json:"last"` // inclusive
	Days       int            `json:"days"` // anomalous ones among them
	Ongoing    bool           `json:"ongoing"`
	Stayed     bool           `json:"stayed"` // it became usual
	Expected   money.Decimal  `json:"expected"`
	Actual     money.Decimal  `json:"actual"`
	Impact     money.Decimal  `json:"impact"`
	Whole      money.Decimal  `json:"whole"` // what the customer was expected to pay in all on these days
	Drivers    []Driver       `json:"drivers"`
	Baseline   Baseline       `json:"baseline"`
	Around     []DayFigures   `json:"-"` // the days before, of it and after; kept apart
}

// Service is the one that drove it most.
func (a *Anomaly) Service() string { return a.Drivers[0].Service }

// ImpactPercent is the impact over what was expected; false when nothing was.
func (a *Anomaly) ImpactPercent() (money.Decimal, bool) {
	return a.Impact.PercentOf(a.Expected, percentScale)
}

const percentScale = 2

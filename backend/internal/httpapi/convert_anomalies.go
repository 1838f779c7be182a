package httpapi

import (
	openapi_types "github.com/oapi-codegen/runtime/types"

	"portal.example/api"
	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// shownDrivers is how many drivers of an anomaly are listed; the rest of the impact is that of the others.
const shownDrivers = 10

func toAPIDay(d period.Day) openapi_types.Date { return openapi_types.Date{Time: d.Start()} }

// ToAPIAnomalyList writes a page of anomalies.
func ToAPIAnomalyList(l *anomalies.List) api.AnomalyList {
	out := api.AnomalyList{
		Items: each(l.Page.Items, ToAPIAnomaly), Total: int32(l.Page.Total), NextCursor: text(l.Page.NextCursor), AsOf: instant(l.LookedAt),
		Provenance: ToAPIProvenance(l.Provenance),
	}
	if !l.LookedAt.IsZero() {
		out.CoveredCustomers = number(l.Coverage.Customers)
	}
	return out
}

// ToAPIAnomaly writes an anomaly with what was made of it.
func ToAPIAnomaly(r anomalies.Row) api.Anomaly {
	amount := func(d money.Decimal) api.Money { return toAPINumber(d, r.Currency) }
	service, method := r.Service(), r.Measure.Method()
	out := api.Anomaly{
		AnomalyId: r.ID, CustomerId: r.CustomerID, CustomerName: r.Name, Currency: string(r.Currency), Measure: api.AnomalyMeasure(r.Measure),
		Status: api.AnomalyStatus(r.Review.Status), Severity: api.AnomalySeverity(r.Severity), StartsOn: toAPIDay(r.First), EndsOn: toAPIDay(r.Last), Days: int32(r.Days),
		Ongoing: r.Ongoing, Service: &service, Expected: amount(r.Expected), Actual: amount(r.Actual), Impact: amount(r.Impact), Explanation: r.Explain(),
		Baseline: &api.AnomalyBaseline{Days: int32(r.Baseline.Days), Median: amount(r.Baseline.Median), Deviation: amount(r.Baseline.Deviation), Method: &method},
		Note:     text(r.Review.Note), ReviewedBy: text(r.Review.By), ReviewedAt: instant(r.Review.At),
	}
	if p, ok := r.ImpactPercent(); ok {
		out.ImpactPercent = text(p.String())
	}
	out.Drivers = each(r.Drivers[:min(len(r.Drivers), shownDrivers)], func(d anomalies.Driver) api.AnomalyDriver {
		return api.AnomalyDriver{Service: d.Service, Expected: amount(d.Expected), Actual: amount(d.Actual), Contribution: amount(d.Contribution)}
	})
	return out
}

// ToAPIAnomalyDetail writes an anomaly with the days around it.
func ToAPIAnomalyDetail(d *anomalies.Detail) api.AnomalyDetail {
	amount := func(n money.Decimal) *api.Money {
		m := toAPINumber(n, d.Currency)
		return &m
	}
	return api.AnomalyDetail{
		Anomaly: ToAPIAnomaly(d.Row), Provenance: ToAPIProvenance(d.Provenance),
		Days: each(d.Days, func(f anomalies.DayFigures) api.AnomalyDay {
			day := api.AnomalyDay{Day: toAPIDay(f.Day), Actual: *amount(f.Actual), Anomalous: f.Anomalous}
			if f.Judged {
				day.Expected, day.Lower, day.Upper = amount(f.Expected), amount(f.Expected.Sub(f.Deviation)), amount(f.Expected.Add(f.Deviation))
			}
			return day
		}),
	}
}

func fromAPIAnomalyReview(r api.AnomalyReview) anomalies.Review {
	out := anomalies.Review{Status: anomalies.Status(r.Status)}
	if r.Note != nil {
		out.Note = *r.Note
	}
	return out
}

// ToAPIAnomalySettings writes settings.
func ToAPIAnomalySettings(s anomalies.Settings) api.AnomalySettings {
	return api.AnomalySettings{
		Sensitivity: api.AnomalySettingsSensitivity(s.Sensitivity), MinPercent: s.MinPercent.String(), MinImpact: ToAPIMoney(s.MinImpact),
		Version: s.Version, UpdatedAt: instant(s.UpdatedAt), UpdatedBy: text(s.UpdatedBy),
	}
}

func fromAPIAnomalySettings(r api.AnomalySettingsRequest) (anomalies.Settings, error) {
	impact, err := fromAPIMoney("/min_impact", r.MinImpact)
	if err != nil {
		return anomalies.Settings{}, err
	}
	percent, err := fromAPIDecimal("/min_percent", r.MinPercent)
	return anomalies.Settings{Sensitivity: anomalies.Sensitivity(r.Sensitivity), MinPercent: percent, MinImpact: impact, Version: r.Version}, err
}

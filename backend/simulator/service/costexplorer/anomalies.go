package costexplorer

import (
	"context"
	"encoding/json"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// anomaliesPerPage is how many anomalies a page carries unless the request asks for fewer.
const anomaliesPerPage = 100

type anomaliesInput struct {
	DateInterval *struct {
		StartDate string `json:"StartDate"`
		EndDate   string `json:"EndDate"`
	} `json:"DateInterval"`
	MonitorArn    string `json:"MonitorArn"`
	MaxResults    *int   `json:"MaxResults"`
	NextPageToken string `json:"NextPageToken"`
}

// anomaly is one of the receiver's own. Amounts are JSON numbers, as AWS's are.
type anomaly struct {
	AnomalyID        string                 `json:"AnomalyId"`
	AnomalyStartDate string                 `json:"AnomalyStartDate"`
	AnomalyEndDate   string                 `json:"AnomalyEndDate"`
	DimensionValue   string                 `json:"DimensionValue"`
	MonitorArn       string                 `json:"MonitorArn"`
	AnomalyScore     map[string]json.Number `json:"AnomalyScore"`
	Impact           map[string]json.Number `json:"Impact"`
	RootCauses       []map[string]string    `json:"RootCauses"`
}

// getAnomalies lists the anomalies of the caller's own organization. It takes no view: cost
// anomaly detection knows nothing of transfers.
func (s *service) getAnomalies(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[anomaliesInput](r)
	if err != nil {
		return nil, err
	}
	if in.DateInterval == nil {
		return nil, invalid("DateInterval is required")
	}
	from, err := world.ParseDay(in.DateInterval.StartDate)
	if err != nil {
		return nil, invalid("Start date %s is invalid. Valid format is: yyyy-MM-dd.", in.DateInterval.StartDate)
	}
	to := world.DayOf(s.world.Now())
	if end := in.DateInterval.EndDate; end != "" {
		if to, err = world.ParseDay(end); err != nil {
			return nil, invalid("End date %s is invalid. Valid format is: yyyy-MM-dd.", end)
		}
	}
	size := anomaliesPerPage
	if in.MaxResults != nil {
		size = *in.MaxResults
	}
	if size < 1 || from > to {
		return nil, invalid("MaxResults must be positive and the start date not after the end date")
	}
	monitor := "arn:aws:ce::" + r.Account + ":anomalymonitor/services"
	found := []anomaly{}
	if r.Account == s.world.ReceiverID() && (in.MonitorArn == "" || in.MonitorArn == monitor) {
		own, err := s.world.ReceiverAnomalies()
		if err != nil {
			return nil, err
		}
		for _, a := range own {
			if last := a.First + world.Day(a.Days) - 1; last >= from && a.First <= to {
				found = append(found, newAnomaly(a, monitor, last))
			}
		}
	}
	page, next, err := wire.Page(r, found, in.NextPageToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Anomalies     []anomaly `json:"Anomalies"`
		NextPageToken string    `json:"NextPageToken,omitempty"`
	}{page, next}, nil
}

func newAnomaly(a world.ReceiverAnomaly, monitor string, last world.Day) anomaly {
	number := func(v world.Amount) json.Number { return json.Number(v.String()) }
	return anomaly{
		AnomalyID: a.ID, AnomalyStartDate: a.First.String(), AnomalyEndDate: last.String(), DimensionValue: a.Service, MonitorArn: monitor,
		AnomalyScore: map[string]json.Number{"CurrentScore": "0.8", "MaxScore": "0.8"},
		Impact: map[string]json.Number{
			"TotalActualSpend": number(a.Actual), "TotalExpectedSpend": number(a.Expected),
			"TotalImpact": number(a.Actual - a.Expected), "MaxImpact": number(a.Largest),
		},
		RootCauses: []map[string]string{{"Service": a.Service, "LinkedAccount": a.AccountID, "Region": a.Region, "UsageType": a.UsageType}},
	}
}

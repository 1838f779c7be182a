// Package costanomalies reads the anomalies AWS found in the receiver's own organization. Each request costs money and is metered.
//
// It lies apart from costexplorer, because AWS sends these amounts as JSON numbers and the SDK makes floats of them. Their shortest decimal is what AWS wrote, up to 15
// digits; they are shown and never added up.
package costanomalies

import (
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

var getAnomalies = awsapi.Call{Service: awsapi.CostExplorer, Operation: "GetAnomalies", Paid: true}

// AWS's page size, and a bound on what a broken answer can cost.
const (
	pageSize = 100
	maxPages = 50
)

// Reader reads from Cost Anomaly Detection.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// ReceiverAnomalies lists the anomalies from a day to another, both inclusive, every page.
func (r *Reader) ReceiverAnomalies(ctx context.Context, s scope.Scope, from, to period.Day) ([]finops.ReceiverAnomaly, error) {
	var found []finops.ReceiverAnomaly
	err := awsapi.Pages(getAnomalies, maxPages, func(token *string) (*string, error) {
		in := &costexplorer.GetAnomaliesInput{
			DateInterval: &types.AnomalyDateInterval{StartDate: aws.String(from.String()), EndDate: aws.String(to.String())},
			MaxResults:   aws.Int32(pageSize), NextPageToken: token,
		}
		out, err := awsapi.Do(ctx, r.se, s, getAnomalies, func(ctx context.Context, cfg aws.Config) (*costexplorer.GetAnomaliesOutput, error) {
			return costexplorer.NewFromConfig(cfg).GetAnomalies(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.Anomalies {
			a, err := fromAnomaly(&out.Anomalies[i])
			if err != nil {
				return nil, err
			}
			found = append(found, a)
		}
		return out.NextPageToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func fromAnomaly(a *types.Anomaly) (finops.ReceiverAnomaly, error) {
	out := finops.ReceiverAnomaly{ID: aws.ToString(a.AnomalyId), Service: aws.ToString(a.DimensionValue)}
	if out.ID == "" || a.Impact == nil {
		return out, invalid("an anomaly has no id or no impact")
	}
	var err error
	if out.Start, err = dayOf(a.AnomalyStartDate); err != nil || out.Start.IsZero() {
		return out, invalid("an anomaly has no first day")
	}
	if out.End, err = dayOf(a.AnomalyEndDate); err != nil {
		return out, invalid("an anomaly has a last day that is no day")
	}
	if len(a.RootCauses) > 0 { // the first contributes most
		c := a.RootCauses[0]
		out.AccountID, out.Region, out.UsageType = aws.ToString(c.LinkedAccount), aws.ToString(c.Region), aws.ToString(c.UsageType)
		if s := aws.ToString(c.Service); s != "" {
			out.Service = s
		}
	}
	impact, err := amount(&a.Impact.TotalImpact)
	if err != nil {
		return out, err
	}
	out.Impact = *impact
	if out.Expected, err = amount(a.Impact.TotalExpectedSpend); err != nil {
		return out, err
	}
	out.Actual, err = amount(a.Impact.TotalActualSpend)
	return out, err
}

// dayOf reads a day, which AWS writes with or without a time. None is no day.
func dayOf(s *string) (period.Day, error) {
	day, _, _ := strings.Cut(aws.ToString(s), "T")
	if day == "" {
		return period.Day{}, nil
	}
	return period.ParseDay(day)
}

// amount makes money of a number. AWS names no currency here: it detects anomalies in the organization's own bill, in US dollars.
func amount(v *float64) (*money.Amount, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // what AWS does not say is not known
	}
	d, err := money.ParseDecimal(strconv.FormatFloat(*v, 'f', -1, 64))
	if err != nil {
		return nil, invalid("an anomaly has an amount that is no number")
	}
	a := money.New(d, money.USD)
	return &a, nil
}

func invalid(what string) error { return awsapi.InvalidAnswer(getAnomalies, what) }

package server_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/simulator/world"
)

// showbackOf reads the total of a customer's Showback in October.
func (s *sim) showbackOf(tb testing.TB, arn string) world.Amount {
	tb.Helper()
	out, err := s.sdk.ce.GetCostAndUsage(tb.Context(), &costexplorer.GetCostAndUsageInput{
		BillingViewArn: &arn, Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
		TimePeriod: &cetypes.DateInterval{Start: aws.String("2026-10-01"), End: aws.String("2026-11-01")},
	})
	if err != nil {
		tb.Fatal(err)
	}
	a, err := world.ParseAmount(*out.ResultsByTime[0].Total["UnblendedCost"].Amount)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// BenchmarkLargeTakesLineItems is what the simulator itself needs for the line items of one month of a thousand customers, eight at a time, and for one customer's Showback then.
func BenchmarkLargeTakesLineItems(b *testing.B) {
	const n, workers = 2_500, 8
	var creating, before, after time.Duration
	for range b.N {
		s := start(b, "large")
		october := world.MonthOf(simNow) - 1
		var views []world.BillingView
		for _, v := range s.snapshot().Views {
			if v.Type == world.ViewShowback && v.ActiveIn(october) {
				views = append(views, v)
			}
		}
		was := s.showbackOf(b, views[0].ARN)
		began := time.Now()
		s.showbackOf(b, views[0].ARN)
		before += time.Since(began)
		began = time.Now()
		work := make(chan int)
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for i := range work {
					name := fmt.Sprintf("support-2026-10-%d", i)
					_, err := s.sdk.bc.CreateCustomLineItem(b.Context(), &billingconductor.CreateCustomLineItemInput{
						ClientToken: &name, Name: &name, Description: aws.String("AWS Support"), BillingGroupArn: &views[i%len(views)].GroupARN,
						BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String("2026-10"), ExclusiveEndBillingPeriod: aws.String("2026-11")},
						ChargeDetails:      &bctypes.CustomLineItemChargeDetails{Type: bctypes.CustomLineItemTypeFee, Flat: &bctypes.CustomLineItemFlatChargeDetails{ChargeValue: aws.Float64(10)}},
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		}
		for i := range n {
			work <- i
		}
		close(work)
		wg.Wait()
		creating += time.Since(began)
		if now := s.showbackOf(b, views[0].ARN); now != was {
			b.Errorf("Showback is %s at once, was %s", now, was)
		}
		s.control(http.MethodPost, "clock", map[string]string{"advance": "49h"}, nil)
		began = time.Now()
		now := s.showbackOf(b, views[0].ARN)
		after += time.Since(began)
		want := was + world.Amount((n+len(views)-1)/len(views))*10*world.Unit
		if now != want {
			b.Errorf("Showback is %s, want %s", now, want)
		}
	}
	b.ReportMetric(float64(creating.Milliseconds())/float64(b.N), "ms/2500")
	b.ReportMetric(float64(before.Microseconds())/float64(b.N), "µs/cached")
	b.ReportMetric(float64(after.Microseconds())/float64(b.N), "µs/changed")
}

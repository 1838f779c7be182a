// Package gateway joins the services of AWS into the ports that rooms declare.
package gateway

import (
	"context"
	"log/slog"
	"time"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/billing"
	"portal.example/backend/internal/awsapi/billingconductor"
	"portal.example/backend/internal/awsapi/budgets"
	"portal.example/backend/internal/awsapi/costanomalies"
	"portal.example/backend/internal/awsapi/costexplorer"
	"portal.example/backend/internal/awsapi/organizations"
	"portal.example/backend/internal/awsapi/sts"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Gateway implements accounts.Prober, transfers.Source, ledger.Costs, pricing.Source, lineitems.Source, finops.Source, credits.Source, plans.AWS
// and plans.LineItemWriter.
type Gateway struct {
	logger        *slog.Logger
	caller        *sts.Caller
	organizations *organizations.Reader
	conductor     *billingconductor.Reader
	billing       *billing.Reader
	costs         *costexplorer.Reader
	anomalies     *costanomalies.Reader
	budgets       *budgets.Reader
}

var (
	_ accounts.Prober  = (*Gateway)(nil)
	_ transfers.Source = (*Gateway)(nil)
	_ ledger.Costs     = (*Gateway)(nil)
	_ pricing.Source   = (*Gateway)(nil)
	_ lineitems.Source = (*Gateway)(nil)
	_ finops.Source    = (*Gateway)(nil)
	_ credits.Source   = (*Gateway)(nil)
	_ plans.AWS        = (*Gateway)(nil)

	_ plans.LineItemWriter = (*Gateway)(nil)
)

// New returns a gateway over a session. The logger hears of an organization that could not be read.
func New(se *awsapi.Session, logger *slog.Logger) *Gateway {
	return &Gateway{
		logger: logger, caller: sts.New(se), organizations: organizations.New(se), conductor: billingconductor.New(se),
		billing: billing.New(se), costs: costexplorer.New(se),
		anomalies: costanomalies.New(se), budgets: budgets.New(se),
	}
}

// Ambient implements accounts.Prober.
func (g *Gateway) Ambient(ctx context.Context) (accounts.Identity, error) {
	id, err := g.caller.Ambient(ctx)
	if err != nil {
		return accounts.Identity{}, err
	}
	organization, err := g.organizations.AmbientOrganization(ctx)
	return g.joined(ctx, id, organization, err)
}

// Probe implements accounts.Prober.
func (g *Gateway) Probe(ctx context.Context, s scope.Scope) (accounts.Identity, error) {
	id, err := g.caller.Probe(ctx, s)
	if err != nil {
		return accounts.Identity{}, err
	}
	organization, err := g.organizations.Organization(ctx, s)
	return g.joined(ctx, id, organization, err)
}

// joined adds the organization to an identity. Without it the identity still stands: who we are does not depend on it.
func (g *Gateway) joined(ctx context.Context, id accounts.Identity, organization string, err error) (accounts.Identity, error) {
	if err != nil {
		if ctx.Err() != nil {
			return accounts.Identity{}, err
		}
		code := ""
		if f, ok := fault.As(err); ok {
			code = f.Code
		}
		g.logger.WarnContext(ctx, "the organization could not be read", slog.String("account_id", id.AccountID), slog.String("error_code", code),
			slog.String("cause", err.Error()))
	}
	id.OrganizationID = organization
	return id, nil
}

// InboundTransfers implements transfers.Source.
func (g *Gateway) InboundTransfers(ctx context.Context, s scope.Scope) ([]transfers.Transfer, error) {
	return g.organizations.InboundTransfers(ctx, s)
}

// BillingGroups implements transfers.Source.
func (g *Gateway) BillingGroups(ctx context.Context, s scope.Scope) ([]transfers.BillingGroup, error) {
	return g.conductor.BillingGroups(ctx, s)
}

// MyViews implements transfers.Source.
func (g *Gateway) MyViews(ctx context.Context, s scope.Scope) ([]transfers.View, error) {
	return g.billing.MyViews(ctx, s)
}

// MyViewsIn implements transfers.Source.
func (g *Gateway) MyViewsIn(ctx context.Context, s scope.Scope, arns []string, m period.Month) ([]string, error) {
	return g.billing.MyViewsIn(ctx, s, arns, m)
}

// PricingPlans implements transfers.Source.
func (g *Gateway) PricingPlans(ctx context.Context, s scope.Scope) ([]transfers.PricingPlan, error) {
	return g.conductor.PricingPlans(ctx, s)
}

// Views implements ledger.Costs.
func (g *Gateway) Views(ctx context.Context, s scope.Scope, m period.Month) ([]ledger.BillingView, error) {
	return g.billing.Views(ctx, s, m)
}

// MonthlyCosts implements ledger.Costs.
func (g *Gateway) MonthlyCosts(ctx context.Context, s scope.Scope, viewARN string, r period.Range) ([]ledger.MonthCosts, error) {
	return g.costs.MonthlyCosts(ctx, s, viewARN, r)
}

// DailyCosts implements ledger.Costs.
func (g *Gateway) DailyCosts(ctx context.Context, s scope.Scope, viewARN string, from, to period.Day) ([]ledger.DayCosts, int, error) {
	return g.costs.DailyCosts(ctx, s, viewARN, from, to)
}

// AccountCosts implements ledger.Costs.
func (g *Gateway) AccountCosts(ctx context.Context, s scope.Scope, viewARN string, r period.Range) ([]ledger.MonthAccountCosts, int, error) {
	return g.costs.AccountCosts(ctx, s, viewARN, r)
}

// CostReports implements ledger.Costs.
func (g *Gateway) CostReports(ctx context.Context, s scope.Scope, m period.Month) (map[string]ledger.CostReport, error) {
	return g.conductor.CostReports(ctx, s, m)
}

// Plans implements pricing.Source.
func (g *Gateway) Plans(ctx context.Context, s scope.Scope) ([]pricing.Plan, error) {
	return g.conductor.Plans(ctx, s)
}

// Rules implements pricing.Source.
func (g *Gateway) Rules(ctx context.Context, s scope.Scope) ([]pricing.Rule, error) {
	return g.conductor.Rules(ctx, s)
}

// RulesOfPlan implements pricing.Source.
func (g *Gateway) RulesOfPlan(ctx context.Context, s scope.Scope, planARN string) ([]string, error) {
	return g.conductor.RulesOfPlan(ctx, s, planARN)
}

// LineItems implements lineitems.Source.
func (g *Gateway) LineItems(ctx context.Context, s scope.Scope, m period.Month) ([]lineitems.Item, error) {
	return g.conductor.LineItems(ctx, s, m)
}

// LineItemSources implements lineitems.Source.
func (g *Gateway) LineItemSources(ctx context.Context, s scope.Scope, itemARN string, m period.Month) ([]string, error) {
	return g.conductor.LineItemSources(ctx, s, itemARN, m)
}

// LineItemVersions implements lineitems.Source.
func (g *Gateway) LineItemVersions(ctx context.Context, s scope.Scope, itemARN string) ([]lineitems.Version, error) {
	return g.conductor.LineItemVersions(ctx, s, itemARN)
}

// ReceiverAnomalies implements finops.Source.
func (g *Gateway) ReceiverAnomalies(ctx context.Context, s scope.Scope, from, to period.Day) ([]finops.ReceiverAnomaly, error) {
	return g.anomalies.ReceiverAnomalies(ctx, s, from, to)
}

// ReceiverBudgets implements finops.Source.
func (g *Gateway) ReceiverBudgets(ctx context.Context, s scope.Scope) ([]finops.ReceiverBudget, error) {
	return g.budgets.ReceiverBudgets(ctx, s)
}

// Credits implements credits.Source.
func (g *Gateway) Credits(ctx context.Context, s scope.Scope, a credits.Access, since time.Time) ([]credits.Grant, error) {
	return g.billing.Credits(ctx, s, a, since)
}

// Allocations implements credits.Source.
func (g *Gateway) Allocations(ctx context.Context, s scope.Scope, a credits.Access, from, to period.Month) (credits.Allocations, error) {
	return g.billing.Allocations(ctx, s, a, from, to)
}

// Transfer implements plans.AWS.
func (g *Gateway) Transfer(ctx context.Context, s scope.Scope, id string) (plans.Found, error) {
	return g.organizations.Transfer(ctx, s, id)
}

// Invite implements plans.AWS.
func (g *Gateway) Invite(ctx context.Context, s scope.Scope, in plans.Invitation) (plans.Receipt, error) {
	return g.organizations.Invite(ctx, s, in)
}

// Rename implements plans.AWS.
func (g *Gateway) Rename(ctx context.Context, s scope.Scope, id, name string) (plans.Receipt, error) {
	return g.organizations.Rename(ctx, s, id, name)
}

// Withdraw implements plans.AWS.
func (g *Gateway) Withdraw(ctx context.Context, s scope.Scope, id string, end time.Time) (plans.Receipt, error) {
	return g.organizations.Withdraw(ctx, s, id, end)
}

// CancelInvitation implements plans.AWS.
func (g *Gateway) CancelInvitation(ctx context.Context, s scope.Scope, handshake string) (plans.Receipt, error) {
	return g.organizations.CancelInvitation(ctx, s, handshake)
}

// CreateLineItem implements plans.LineItemWriter.
func (g *Gateway) CreateLineItem(ctx context.Context, s scope.Scope, token string, in plans.NewLineItem) (plans.Receipt, error) {
	return g.conductor.CreateLineItem(ctx, s, token, in)
}

// EndLineItem implements plans.LineItemWriter.
func (g *Gateway) EndLineItem(ctx context.Context, s scope.Scope, itemARN string, last period.Month) (plans.Receipt, error) {
	return g.conductor.EndLineItem(ctx, s, itemARN, last)
}

// DeleteLineItem implements plans.LineItemWriter.
func (g *Gateway) DeleteLineItem(ctx context.Context, s scope.Scope, itemARN string, of period.Range) (plans.Receipt, error) {
	return g.conductor.DeleteLineItem(ctx, s, itemARN, of)
}

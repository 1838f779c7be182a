// Package httpapi is the HTTP surface of the portal: it turns requests of the contract into calls of the rooms and their answers and failures back. It is
// the only importer of Echo and of the generated types. See README.md.
package httpapi

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"portal.example/api"
	"portal.example/backend/internal/apidocs"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/httpapi/problems"
)

// marginRoom is everything this surface asks of the margin room.
type marginRoom interface {
	dashboardRoom
	marginsRoom
	customersRoom
	history
}

// ledgerRoom is everything this surface asks of the ledger.
type ledgerRoom interface {
	monthsKeeper
	detailsKeeper
}

// collectorRoom is everything this surface asks of whoever fills the ledger.
type collectorRoom interface {
	collector
	estimator
}

// Config is what the surface needs; every field but Checks is required.
type Config struct {
	Logger        *slog.Logger
	Clock         clock.Clock
	Authenticator Authenticator
	Environment   Environment
	Checks        []Check

	Accounts    accountsRoom
	Transfers   transfersRoom
	Ledger      ledgerRoom
	Margin      marginRoom
	Collector   collectorRoom
	Collections lastCollections
	Jobs        jobsRoom
	Usage       usageRoom
	Pricing     pricingRoom
	LineItems   lineItemsRoom
	Preferences preferencesRoom
	Plans       plansRoom
	Anomalies   anomaliesRoom
	Budgets     budgetsRoom
	Commission  commissionRoom
	Finops      finopsRoom
	Gaps        gapsRoom
	Credits     creditsRoom
	Schedules   schedulesRoom
	Versions    versions
}

func (c Config) check() error {
	for name, v := range map[string]any{
		"clock": c.Clock, "authenticator": c.Authenticator, "accounts": c.Accounts, "transfers": c.Transfers, "ledger": c.Ledger,
		"margin": c.Margin, "collector": c.Collector, "collections": c.Collections, "jobs": c.Jobs, "usage": c.Usage, "preferences": c.Preferences, "plans": c.Plans,
		"versions": c.Versions, "anomalies": c.Anomalies, "budgets": c.Budgets, "pricing": c.Pricing, "line items": c.LineItems, "finops": c.Finops, "gaps": c.Gaps, "credits": c.Credits,
		"commission": c.Commission, "schedules": c.Schedules,
	} {
		if v == nil {
			return fmt.Errorf("httpapi: %s is required", name)
		}
	}
	if c.Logger == nil {
		return errors.New("httpapi: logger is required")
	}
	return nil
}

// Server answers the operations of the contract; every room has its own handlers.
type Server struct {
	systemHandlers
	identityHandlers
	accountsHandlers
	transfersHandlers
	customersHandlers
	dashboardHandlers
	marginsHandlers
	collectionsHandlers
	jobsHandlers
	usageHandlers
	pricingHandlers
	lineItemsHandlers
	preferencesHandlers
	plansHandlers
	anomaliesHandlers
	budgetsHandlers
	commissionHandlers
	finopsHandlers
	gapsHandlers
	creditsHandlers
	schedulesHandlers
}

var _ api.StrictServerInterface = Server{}

// New returns the handler of the API, at the root of its address.
func New(c Config) (http.Handler, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	server := Server{
		systemHandlers:      systemHandlers{c.Environment, c.Clock, c.Checks},
		identityHandlers:    identityHandlers{c.Environment, c.Clock, c.Accounts},
		accountsHandlers:    accountsHandlers{c.Accounts, c.Transfers, c.Ledger, c.Clock},
		transfersHandlers:   transfersHandlers{c.Transfers, c.Clock},
		customersHandlers:   customersHandlers{c.Transfers, c.Margin, c.Clock},
		dashboardHandlers:   dashboardHandlers{c.Margin, c.Clock},
		marginsHandlers:     marginsHandlers{c.Margin, c.Clock},
		collectionsHandlers: collectionsHandlers{c.Margin, c.Ledger, c.Collector, c.Jobs, c.Collections, c.Clock},
		jobsHandlers:        jobsHandlers{c.Jobs},
		usageHandlers:       usageHandlers{c.Usage, c.Collector, c.Clock},
		pricingHandlers:     pricingHandlers{c.Pricing, c.Clock},
		lineItemsHandlers:   lineItemsHandlers{c.LineItems, c.Clock},
		preferencesHandlers: preferencesHandlers{c.Preferences},
		plansHandlers:       plansHandlers{c.Plans},
		anomaliesHandlers:   anomaliesHandlers{c.Anomalies},
		budgetsHandlers:     budgetsHandlers{c.Budgets, c.Clock},
		commissionHandlers:  commissionHandlers{c.Commission, c.Plans, c.Clock},
		schedulesHandlers:   schedulesHandlers{c.Schedules},
		finopsHandlers:      finopsHandlers{c.Finops, c.Clock},
		gapsHandlers:        gapsHandlers{c.Gaps, c.Plans, c.Clock},
		creditsHandlers:     creditsHandlers{c.Credits, c.Clock},
	}
	spec, err := api.GetSpec()
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	pages, err := documents()
	if err != nil {
		return nil, err
	}
	return pipeline{c.Logger, c.Clock, c.Authenticator, c.Accounts, c.Versions, buildOf(c.Environment), spec}.build(server, pages), nil
}

// documents are the contract as it is written and its reference for people.
func documents() ([]page, error) {
	reference, err := apidocs.New(api.Document(), documentedProblems())
	if err != nil {
		return nil, fmt.Errorf("render the reference: %w", err)
	}
	return []page{
		{"/openapi.yaml", "application/yaml", api.Document()},
		{"/docs", echo.MIMETextHTMLCharsetUTF8, reference.HTML},
		{"/docs/style.css", "text/css; charset=utf-8", reference.CSS},
	}, nil
}

// documentedProblems is the catalogue as the reference renders it. Codes of fields occur only inside of a 400.
func documentedProblems() []apidocs.Entry {
	return each(problems.Catalogue(), func(e problems.Entry) apidocs.Entry {
		if e.OfField {
			e.Status = http.StatusBadRequest
		}
		return apidocs.Entry{Code: e.Code, Title: e.Title, Status: e.Status, Explanation: e.Explanation}
	})
}

package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Config is what the room needs; every field is required.
type Config struct {
	Store   store.Store
	Objects objects.Objects
	Clock   clock.Clock
	Rules   Rules
}

// Service keeps and serves the ledger. It never calls AWS; Collector does.
type Service struct {
	c          Config
	portfolios *cache[Portfolio]
	days       *cache[MonthDays]
	accounts   *cache[MonthAccounts]
	details    *cache[MonthDetail]
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Objects == nil || c.Clock == nil || c.Rules == nil {
		return nil, errors.New("ledger: store, objects, clock and rules are required")
	}
	return &Service{
		c: c, portfolios: newCache[Portfolio](cachedPortfolios), days: newCache[MonthDays](cachedDetails), accounts: newCache[MonthAccounts](cachedDetails),
		details: newCache[MonthDetail](2 * cachedDetails),
	}, nil
}

// Bounds of what stays in memory decoded: portfolios of two years of one receiver; days, and accounts, of as many months as a forecast looks back at.
const (
	cachedPortfolios = 26
	cachedDetails    = 4
)

func summaryPrefix(receiver string) string { return "ledger/" + receiver + "/" }

func summaryKey(receiver string, m period.Month) string {
	return summaryPrefix(receiver) + m.String()
}

func portfolioKey(receiver string, m period.Month) string {
	return "ledger/" + receiver + "/" + m.String() + "/portfolio.json"
}

func customersPrefix(receiver string, m period.Month) string {
	return "ledger/" + receiver + "/" + m.String() + "/customers/"
}

func customerKey(receiver string, m period.Month, customer string) string {
	return customersPrefix(receiver, m) + customer + ".json"
}

// Months lists the summaries of all months of the receiver, newest first. One that was derived by other rules than today's is derived again.
func (s *Service) Months(ctx context.Context, sc scope.Scope) ([]MonthSummary, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	var all []MonthSummary
	for rec, err := range s.c.Store.List(ctx, summaryPrefix(sc.Receiver()), "") {
		if err != nil {
			return nil, fmt.Errorf("list months of %s: %w", sc.Receiver(), err)
		}
		m, err := decodeRecord[MonthSummary](rec)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	for i, m := range all {
		if m.Rules == s.c.Rules.Version() {
			continue
		}
		var err error
		if _, all[i], err = s.Portfolio(ctx, sc, m.Month); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b MonthSummary) int { return b.Month.Compare(a.Month) })
	return all, nil
}

// Version changes whenever a month of the receiver does, or its days or accounts do: what the room answers of months is the same as long as it is.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	if err := sc.Check(); err != nil {
		return "", err
	}
	var version strings.Builder
	fmt.Fprintf(&version, "rules %d", s.c.Rules.Version())
	for _, prefix := range []string{summaryPrefix(sc.Receiver()), detailRecordPrefix(sc.Receiver())} {
		for rec, err := range s.c.Store.List(ctx, prefix, "") {
			if err != nil {
				return "", fmt.Errorf("list months of %s: %w", sc.Receiver(), err)
			}
			fmt.Fprintf(&version, ", %s %d", rec.Key, rec.Version)
		}
	}
	return version.String(), nil
}

// Month returns the summary of one month; false when nothing was collected.
func (s *Service) Month(ctx context.Context, sc scope.Scope, m period.Month) (MonthSummary, bool, error) {
	if err := sc.Check(); err != nil {
		return MonthSummary{}, false, err
	}
	rec, err := s.c.Store.Get(ctx, summaryKey(sc.Receiver(), m))
	if errors.Is(err, store.ErrNotFound) {
		return MonthSummary{Month: m, Standing: StandingUnknown}, false, nil
	}
	if err != nil {
		return MonthSummary{}, false, fmt.Errorf("read month %s: %w", m, err)
	}
	sum, err := decodeRecord[MonthSummary](rec)
	return sum, err == nil, err
}

// Portfolio returns the ledger of a month with its summary; an empty portfolio when nothing was collected.
func (s *Service) Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*Portfolio, MonthSummary, error) {
	sum, found, err := s.Month(ctx, sc, m)
	if err != nil {
		return nil, sum, err
	}
	if !found {
		return &Portfolio{Receiver: sc.Receiver(), Month: m}, sum, nil
	}
	key := portfolioKey(sc.Receiver(), m)
	if p, ok := s.portfolios.peek(key, sum.ETag); ok {
		return p, sum, nil
	}
	p, etag, err := s.loadPortfolio(ctx, sc, m)
	if err != nil {
		return nil, sum, err
	}
	switch {
	case p.Rules != s.c.Rules.Version():
		if p, err = s.rebuild(ctx, sc, m, p.Expected); err != nil {
			return nil, sum, err
		}
		if sum, err = s.putPortfolio(ctx, sc, p); err != nil {
			return nil, sum, err
		}
		etag = sum.ETag
	case sum.Rules != p.Rules: // the summary alone is older; mended once, so that lists of months read summaries only
		if sum, err = s.putSummary(ctx, sc, p, etag); err != nil {
			return nil, sum, err
		}
	}
	s.portfolios.put(key, etag, p)
	return p, sum, nil
}

func (s *Service) loadPortfolio(ctx context.Context, sc scope.Scope, m period.Month) (*Portfolio, string, error) {
	p, etag, err := readObject[Portfolio](ctx, s.c.Objects, portfolioKey(sc.Receiver(), m))
	switch {
	case err != nil:
		return nil, "", err
	case etag == "":
		return nil, "", fmt.Errorf("the portfolio of %s is missing although the store points at it", m)
	case p.Receiver != sc.Receiver() || p.Month != m:
		return nil, "", fmt.Errorf("portfolio of %s %s is of %s %s", sc.Receiver(), m, p.Receiver, p.Month)
	}
	return &p, etag, nil
}

// putPortfolio writes the portfolio and then the summary that points at it. A crash between the two leaves the older summary beside the newer
// portfolio; the resumed job writes both again.
func (s *Service) putPortfolio(ctx context.Context, sc scope.Scope, p *Portfolio) (MonthSummary, error) {
	etag, err := putObject(ctx, s.c.Objects, portfolioKey(sc.Receiver(), p.Month), p)
	if err != nil {
		return MonthSummary{}, err
	}
	return s.putSummary(ctx, sc, p, etag)
}

// putSummary writes the summary of a portfolio that is kept under the ETag.
func (s *Service) putSummary(ctx context.Context, sc scope.Scope, p *Portfolio, etag string) (MonthSummary, error) {
	sum := Summarize(p)
	sum.ETag = etag
	var err error
	if sum.Derived, err = s.c.Rules.Derive(p); err != nil {
		return MonthSummary{}, fmt.Errorf("derive from portfolio of %s: %w", p.Month, err)
	}
	v, err := json.Marshal(sum)
	if err != nil {
		return MonthSummary{}, fmt.Errorf("encode summary of %s: %w", p.Month, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: summaryKey(sc.Receiver(), p.Month), Value: v, Version: store.AnyVersion}); err != nil {
		return MonthSummary{}, fmt.Errorf("keep summary of %s: %w", p.Month, err)
	}
	return sum, nil
}

// rebuild makes the portfolio of a month from its details.
func (s *Service) rebuild(ctx context.Context, sc scope.Scope, m period.Month, expected []string) (*Portfolio, error) {
	var details []CustomerMonth
	var etags []string
	for info, err := range s.c.Objects.List(ctx, customersPrefix(sc.Receiver(), m)) {
		if err != nil {
			return nil, fmt.Errorf("list customers of %s: %w", m, err)
		}
		id := lastOf(info.Key, customersPrefix(sc.Receiver(), m))
		c, etag, err := s.detail(ctx, sc, m, id)
		if err != nil {
			return nil, err
		}
		details, etags = append(details, c), append(etags, etag)
	}
	p := NewPortfolio(s.c.Rules, sc.Receiver(), m, details)
	p.WrittenAt, p.Expected = s.c.Clock.Now(), expected
	for i := range p.Customers {
		p.Customers[i].ETag = etags[i]
	}
	return p, nil
}

// CustomerMonth returns the detail of a customer's month; false when nothing was collected.
func (s *Service) CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (CustomerMonth, bool, error) {
	if err := sc.Check(); err != nil {
		return CustomerMonth{}, false, err
	}
	c, etag, err := s.detail(ctx, sc, m, customer)
	if err != nil || etag != "" {
		return c, err == nil, err
	}
	// A detail that the portfolio knows and that is not there was lost; that is a failure, not a month nobody collected.
	p, _, err := s.Portfolio(ctx, sc, m)
	if err != nil {
		return CustomerMonth{}, false, err
	}
	if _, ok := p.Customer(customer); ok {
		return CustomerMonth{}, false, fmt.Errorf("the detail of %s for %s is missing although the portfolio has it", customer, m)
	}
	return CustomerMonth{}, false, nil
}

// detail reads a detail object with its ETag, which is empty when there is none.
func (s *Service) detail(ctx context.Context, sc scope.Scope, m period.Month, customer string) (CustomerMonth, string, error) {
	return readObject[CustomerMonth](ctx, s.c.Objects, customerKey(sc.Receiver(), m, customer))
}

// putDetail writes a detail object and returns its ETag.
func (s *Service) putDetail(ctx context.Context, sc scope.Scope, c CustomerMonth) (string, error) {
	return putObject(ctx, s.c.Objects, customerKey(sc.Receiver(), c.Month, c.CustomerID), c)
}

func countOf(n, of int, what string) string {
	return strconv.Itoa(n) + " of " + strconv.Itoa(of) + " " + what
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

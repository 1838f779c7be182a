package billing

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits of credits.
const (
	maxAllocationPage     = 1_000
	defaultAllocationPage = 100
	maxBillingMonths      = 24
)

// amountElement is an amount of money. AWS's model has a pattern for it that no negative number matches, and sends them all the same.
type amountElement struct {
	CurrencyAmount string `json:"currencyAmount"`
	CurrencyCode   string `json:"currencyCode"`
}

func money(a world.Amount, currency string) *amountElement {
	return &amountElement{a.String(), currency}
}

type creditElement struct {
	CreditID               string          `json:"creditId"`
	AccountID              string          `json:"accountId"`
	CreditType             string          `json:"creditType"`
	Description            string          `json:"description"`
	InitialAmount          *amountElement  `json:"initialAmount"`
	RemainingAmount        *amountElement  `json:"remainingAmount"`
	EstimatedAmount        *amountElement  `json:"estimatedAmount"`
	ApplicableProductNames []string        `json:"applicableProductNames,omitempty"`
	ApplicationType        string          `json:"applicationType"`
	StartDate              wire.Timestamp  `json:"startDate"`
	EndDate                wire.Timestamp  `json:"endDate"`
	ExhaustDate            *wire.Timestamp `json:"exhaustDate,omitempty"`
	CreditStatus           string          `json:"creditStatus"`
	CreditSharingType      string          `json:"creditSharingType"`
	CreditSharingEnabled   bool            `json:"accountHasCreditSharingEnabled"`
}

func newCreditElement(c world.Credit) creditElement {
	out := creditElement{
		CreditID: c.ID, AccountID: c.AccountID, CreditType: c.Type, Description: c.Description,
		InitialAmount: money(c.Initial, c.Currency), RemainingAmount: money(c.Remaining, c.Currency), EstimatedAmount: money(c.Estimated, c.Currency),
		ApplicableProductNames: c.Products, ApplicationType: c.Application, StartDate: wire.Timestamp(c.Start), EndDate: wire.Timestamp(c.Expiry),
		CreditStatus: "ENABLED", CreditSharingType: "DEFAULT", CreditSharingEnabled: true,
	}
	if !c.Enabled {
		out.CreditStatus = "DISABLED"
	}
	if !c.Exhausted.IsZero() {
		at := wire.Timestamp(c.Exhausted)
		out.ExhaustDate = &at
	}
	return out
}

type creditsInput struct {
	AccountID        string          `json:"accountId"`
	StartDate        *wire.Timestamp `json:"startDate"`
	EndDate          *wire.Timestamp `json:"endDate"`
	PayerAccountFlag bool            `json:"payerAccountFlag"`
}

func (s *service) getCredits(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[creditsInput](r)
	if err != nil {
		return nil, err
	}
	from, to, err := in.between(s.world.Now())
	if err != nil {
		return nil, err
	}
	credits, err := s.world.Credits(r.Account, in.AccountID, in.PayerAccountFlag, from, to)
	if errors.Is(err, world.ErrNotInFamily) {
		return nil, r.Denied()
	}
	elements := make([]creditElement, len(credits))
	for i, c := range credits {
		elements[i] = newCreditElement(c)
	}
	return map[string]any{"credits": elements}, err
}

// between checks the input; without an end it is now.
func (in *creditsInput) between(now time.Time) (from, to time.Time, err error) {
	if err := checkAccount(in.AccountID); err != nil {
		return from, to, err
	}
	if in.StartDate == nil {
		return from, to, invalid("startDate", "must not be null")
	}
	from, to = time.Time(*in.StartDate), now
	if from.After(now) || from.Before(now.AddDate(-1, 0, 0)) {
		return from, to, invalid("startDate", "must be a past date that is not more than one year before the current date")
	}
	if in.EndDate != nil {
		if to = time.Time(*in.EndDate); to.After(now) || to.Before(from) {
			return from, to, invalid("endDate", "must not be in the future and must be on or after startDate")
		}
	}
	return from, to, nil
}

func checkAccount(id string) error {
	if id == "" {
		return invalid("accountId", "must not be null")
	}
	if !accountPattern.MatchString(id) {
		return invalid("accountId", "must be twelve digits")
	}
	return nil
}

type allocationElement struct {
	CreditID           string         `json:"creditId"`
	AccountID          string         `json:"accountId"`
	AppliedServiceName string         `json:"appliedServiceName"`
	BillingMonth       string         `json:"billingMonth"`
	CreditAmount       *amountElement `json:"creditAmount"`
	Description        string         `json:"description"`
	IsEstimatedBill    bool           `json:"isEstimatedBill"`
}

type allocationsInput struct {
	AccountID  string          `json:"accountId"`
	StartDate  *wire.Timestamp `json:"startDate"`
	EndDate    *wire.Timestamp `json:"endDate"`
	CreditID   json.RawMessage `json:"creditId"` // a number here, where GetCredits has a string
	MaxResults *int            `json:"maxResults"`
	NextToken  string          `json:"nextToken"`
}

func (s *service) getAllocations(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[allocationsInput](r)
	if err != nil {
		return nil, err
	}
	from, to, size, err := in.validate()
	if err != nil {
		return nil, err
	}
	rows, err := s.world.CreditAllocations(r.Account, in.AccountID, from, to, in.credit())
	if errors.Is(err, world.ErrNotInFamily) {
		return nil, r.Denied()
	}
	if err != nil {
		return nil, err
	}
	failed := []string{}
	lacks := failing(from, min(to, world.MonthOf(s.world.Now())))
	elements := []allocationElement{}
	for _, a := range rows {
		if r.Partial() && a.Month == lacks {
			continue
		}
		elements = append(elements, allocationElement{
			CreditID: a.CreditID, AccountID: a.AccountID, AppliedServiceName: a.Service, BillingMonth: a.Month.String(),
			CreditAmount: money(a.Amount, a.Currency), Description: a.Description, IsEstimatedBill: a.Estimated,
		})
	}
	if r.Partial() {
		failed = append(failed, lacks.String())
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Rows      []allocationElement `json:"creditAllocationHistoryList"`
		Partial   bool                `json:"partialResults"`
		Failed    []string            `json:"failedMonths,omitempty"`
		NextToken string              `json:"nextToken,omitempty"`
	}{page, r.Partial(), failed, next}, nil
}

// failing is the month that a partial answer lacks: the last but one, where there are two.
func failing(from, to world.Month) world.Month { return max(to-1, from) }

var creditPattern = regexp.MustCompile(`^[0-9]{1,18}$`)

func (in *allocationsInput) validate() (from, to world.Month, size int, err error) {
	if err := checkAccount(in.AccountID); err != nil {
		return 0, 0, 0, err
	}
	switch {
	case in.StartDate == nil:
		return 0, 0, 0, invalid("startDate", "must not be null")
	case in.EndDate == nil:
		return 0, 0, 0, invalid("endDate", "must not be null")
	case time.Time(*in.EndDate).Before(time.Time(*in.StartDate)):
		return 0, 0, 0, invalid("startDate", "must be on or before endDate")
	case in.credit() != "" && !creditPattern.MatchString(in.credit()):
		return 0, 0, 0, invalid("creditId", "must be a number")
	}
	from, to = world.MonthOf(time.Time(*in.StartDate)), world.MonthOf(time.Time(*in.EndDate))
	if to-from >= maxBillingMonths {
		return 0, 0, 0, invalid("endDate", "must be within %d billing months of startDate", maxBillingMonths)
	}
	size = defaultAllocationPage
	if in.MaxResults != nil {
		if size = *in.MaxResults; size < 1 || size > maxAllocationPage {
			return 0, 0, 0, invalid("maxResults", "must be between 1 and %d", maxAllocationPage)
		}
	}
	return from, to, size, nil
}

// credit is the id as it was sent; a string keeps its quotes and so is no number.
func (in *allocationsInput) credit() string {
	if string(in.CreditID) == "null" {
		return ""
	}
	return string(in.CreditID)
}

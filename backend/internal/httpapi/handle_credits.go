package httpapi

import (
	"context"
	"strings"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// creditsRoom is what this surface needs of the credits room.
type creditsRoom interface {
	Tracker(ctx context.Context, in credits.TrackerInput) (*credits.Tracker, error)
	creditLists
	creditAccesses
	Settings(ctx context.Context, sc scope.Scope) (credits.Settings, error)
	ChangeSettings(ctx context.Context, sc scope.Scope, in credits.Settings) (credits.Settings, error)
}

// creditLists are the lists of the room.
type creditLists interface {
	ListCustomers(ctx context.Context, in credits.ListInput) (*credits.CustomerList, error)
	ListCredits(ctx context.Context, in credits.ListInput) (*credits.CreditList, error)
	ListAllocations(ctx context.Context, in credits.ListInput) (*credits.AllocationList, error)
	ListApplied(ctx context.Context, in credits.ListInput) (*credits.AppliedList, error)
	Course(ctx context.Context, in credits.CourseInput) (*credits.Course, error)
}

// creditAccesses are the roles of customers.
type creditAccesses interface {
	PutAccess(ctx context.Context, in credits.AccessInput) (credits.Granted, error)
	DeleteAccess(ctx context.Context, sc scope.Scope, customer string) error
	RoleTemplate(sc scope.Scope) (string, error)
}

type creditsHandlers struct {
	credits creditsRoom
	clock   clock.Clock
}

func isDemo(d *api.Demo) bool { return d != nil && *d }

// input reads what all lists of credits share. Lists without a month are of the current one.
func (h creditsHandlers) input(ctx context.Context, m *api.Month, demo *api.Demo, q paging.Query, failed error) (credits.ListInput, error) {
	sc, month, err := scopeAndMonth(ctx, m, h.clock)
	if err == nil {
		err = failed
	}
	return credits.ListInput{Scope: sc, Month: month, Demo: isDemo(demo), Query: q}, err
}

// GetCreditTracker shows the credits of the receiver's customers at a glance.
func (h creditsHandlers) GetCreditTracker(ctx context.Context, r api.GetCreditTrackerRequestObject) (api.GetCreditTrackerResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	t, err := h.credits.Tracker(ctx, credits.TrackerInput{Scope: sc, Month: m, Demo: isDemo(r.Params.Demo)})
	if err != nil {
		return nil, err
	}
	return api.GetCreditTracker200JSONResponse(ToAPICreditTracker(t)), nil
}

// ListCreditCustomers lists the credits of each customer.
func (h creditsHandlers) ListCreditCustomers(ctx context.Context, r api.ListCreditCustomersRequestObject) (api.ListCreditCustomersResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	in, err := h.input(ctx, r.Params.Period, r.Params.Demo, q, err)
	if err != nil {
		return nil, err
	}
	list, err := h.credits.ListCustomers(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListCreditCustomers200JSONResponse{
		Items: each(list.Page.Items, ToAPICreditCustomer), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Totals: each(list.Totals, toAPICreditTotals),
		Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// ListCredits lists the credits whose balance is visible.
func (h creditsHandlers) ListCredits(ctx context.Context, r api.ListCreditsRequestObject) (api.ListCreditsResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	in, err := h.input(ctx, nil, r.Params.Demo, q, err)
	if err != nil {
		return nil, err
	}
	list, err := h.credits.ListCredits(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListCredits200JSONResponse{
		Items: each(list.Page.Items, ToAPICredit), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Totals: each(list.Totals, toAPICreditBalanceTotals),
		CustomersVisible: int32(list.Visible), CustomersHidden: int32(list.Hidden), AsOf: instant(list.ReadAt),
	}, nil
}

// GetCredit shows a credit month by month.
func (h creditsHandlers) GetCredit(ctx context.Context, r api.GetCreditRequestObject) (api.GetCreditResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.credits.Course(ctx, credits.CourseInput{Scope: sc, CustomerID: r.CustomerId, CreditID: r.CreditId, Demo: isDemo(r.Params.Demo)})
	if err != nil {
		return nil, err
	}
	return api.GetCredit200JSONResponse(ToAPICreditCourse(c)), nil
}

// ListCreditAllocations lists what AWS's allocation ledger has.
func (h creditsHandlers) ListCreditAllocations(ctx context.Context, r api.ListCreditAllocationsRequestObject) (api.ListCreditAllocationsResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	in, err := h.input(ctx, nil, r.Params.Demo, q, err)
	if err != nil {
		return nil, err
	}
	list, err := h.credits.ListAllocations(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListCreditAllocations200JSONResponse{
		Items: each(list.Page.Items, ToAPICreditAllocation), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Totals: each(list.Totals, ToAPIMoney),
		FailedMonths: each(list.Failed, toAPIMonth), CustomersVisible: int32(list.Visible), AsOf: instant(list.ReadAt),
	}, nil
}

// ListAppliedCredits lists what credits took off the bills.
func (h creditsHandlers) ListAppliedCredits(ctx context.Context, r api.ListAppliedCreditsRequestObject) (api.ListAppliedCreditsResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	in, err := h.input(ctx, r.Params.Period, r.Params.Demo, q, err)
	if err != nil {
		return nil, err
	}
	list, err := h.credits.ListApplied(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListAppliedCredits200JSONResponse{
		Items: each(list.Page.Items, ToAPIAppliedCredit), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Totals: each(list.Totals, ToAPIMoney),
		Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// GetCreditSettings shows how credits are recognised.
func (h creditsHandlers) GetCreditSettings(ctx context.Context, _ api.GetCreditSettingsRequestObject) (api.GetCreditSettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.credits.Settings(ctx, sc)
	if err != nil {
		return nil, err
	}
	return api.GetCreditSettings200JSONResponse(ToAPICreditSettings(s)), nil
}

// UpdateCreditSettings changes how credits are recognised.
func (h creditsHandlers) UpdateCreditSettings(ctx context.Context, r api.UpdateCreditSettingsRequestObject) (api.UpdateCreditSettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.credits.ChangeSettings(ctx, sc, fromAPICreditSettings(*r.Body))
	if err != nil {
		return nil, err
	}
	return api.UpdateCreditSettings200JSONResponse(ToAPICreditSettings(s)), nil
}

// GetCreditRoleTemplate hands out the role to ask customers for.
func (h creditsHandlers) GetCreditRoleTemplate(ctx context.Context, _ api.GetCreditRoleTemplateRequestObject) (api.GetCreditRoleTemplateResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	t, err := h.credits.RoleTemplate(sc)
	if err != nil {
		return nil, err
	}
	return api.GetCreditRoleTemplate200TextyamlResponse{Body: strings.NewReader(t), ContentLength: int64(len(t))}, nil
}

// UpdateCreditAccess keeps the role that a customer has granted.
func (h creditsHandlers) UpdateCreditAccess(ctx context.Context, r api.UpdateCreditAccessRequestObject) (api.UpdateCreditAccessResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	g, err := h.credits.PutAccess(ctx, credits.AccessInput{
		Scope: sc, Receiver: r.Body.ReceiverId, CustomerID: r.CustomerId, RoleARN: r.Body.RoleArn, ExternalID: r.Body.ExternalId,
	})
	if err != nil {
		return nil, err
	}
	return api.UpdateCreditAccess200JSONResponse(toAPICreditAccess(g)), nil
}

// DeleteCreditAccess forgets the role of a customer.
func (h creditsHandlers) DeleteCreditAccess(ctx context.Context, r api.DeleteCreditAccessRequestObject) (api.DeleteCreditAccessResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.credits.DeleteAccess(ctx, sc, r.CustomerId); err != nil {
		return nil, err
	}
	return api.DeleteCreditAccess204Response{}, nil
}

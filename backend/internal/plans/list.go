package plans

import (
	"context"
	"slices"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// first adds the first items to a plan, and what became of all of them at AWS.
func (s *Service) first(ctx context.Context, sc scope.Scope, v *View) (err error) {
	if v.First, err = s.firstItems(ctx, v.Plan); err != nil {
		return err
	}
	return s.aftermath(ctx, sc, v)
}

// firsts is the first items of a plan at a length of its trail, which grows with everything that becomes of the plan.
type firsts struct {
	trail int
	items []Item
}

// firstItems returns the first items of a plan, which the caller may change. They change only while the plan is being applied.
func (s *Service) firstItems(ctx context.Context, p Plan) ([]Item, error) {
	if p.Status == Applying {
		return s.items(ctx, p, FirstItems)
	}
	s.remembering.Lock()
	have, ok := s.beginnings[p.ID]
	s.remembering.Unlock()
	if ok && have.trail == len(p.Trail) {
		return slices.Clone(have.items), nil
	}
	items, err := s.items(ctx, p, FirstItems)
	if err != nil {
		return nil, err
	}
	s.remembering.Lock()
	defer s.remembering.Unlock()
	if len(s.beginnings) >= mostCovers {
		clear(s.beginnings)
	}
	s.beginnings[p.ID] = firsts{len(p.Trail), items}
	return slices.Clone(items), nil
}

// List returns a page of plans, the newest first unless sorted.
func (s *Service) List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[View], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[View]{}, err
	}
	k, err := s.known(ctx, sc)
	if err != nil {
		return paging.Page[View]{}, err
	}
	all, err := s.plans(ctx, sc.Receiver())
	if err != nil {
		return paging.Page[View]{}, err
	}
	views := make([]View, len(all))
	for i, p := range all {
		if views[i], err = s.view(ctx, sc, k, p); err != nil {
			return paging.Page[View]{}, err
		}
	}
	page, err := paging.Apply("plans/"+sc.Receiver(), views, q, planSchema)
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		if err := s.first(ctx, sc, &page.Items[i]); err != nil {
			return paging.Page[View]{}, err
		}
	}
	return page, nil
}

var planSchema = paging.Schema[View]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[View]{
		"kind":   paging.Enum(func(v View) string { return string(v.Kind) }, Kinds()...),
		"status": paging.Enum(func(v View) string { return string(v.Now) }, Statuses()...),
		"title":  paging.Text(func(v View) string { return v.Title }),
		"approval": paging.Enum(func(v View) string {
			if v.Approval == nil {
				return ""
			}
			return string(v.Approval.State)
		}, ApprovalStates()...),
		"created_by": paging.Text(func(v View) string { return v.CreatedBy }),
		"created_at": paging.Time(func(v View) (time.Time, bool) { return v.CreatedAt, true }),
	},
	Search:  func(v View) []string { return []string{v.Title, string(v.ID), v.CreatedBy} },
	Default: []paging.Key{{Property: "created_at", Desc: true}},
	ID:      func(v View) string { return string(v.ID) },
}

// Items returns a page of the items of a plan, in their order unless sorted.
func (s *Service) Items(ctx context.Context, sc scope.Scope, id ID, q paging.Query) (paging.Page[Item], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[Item]{}, err
	}
	p, version, err := s.load(ctx, sc.Receiver(), id)
	if err != nil {
		return paging.Page[Item]{}, err
	}
	all, err := s.everyItem(ctx, p, version)
	if err != nil {
		return paging.Page[Item]{}, err
	}
	if err := s.aftermath(ctx, sc, &View{Plan: p, First: all}); err != nil {
		return paging.Page[Item]{}, err
	}
	return paging.Apply("plan-items/"+string(id), all, q, itemSchema)
}

var itemSchema = paging.Schema[Item]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Item]{
		"label":       paging.Text(func(i Item) string { return i.Label }),
		"customer_id": paging.Text(func(i Item) string { return i.CustomerID }),
		"operation":   paging.Text(func(i Item) string { return i.Operation }),
		"status":      paging.Enum(func(i Item) string { return string(i.Status) }, ItemStatuses()...),
		"name":        paging.Text(func(i Item) string { return i.line().Name }),
		"class":       paging.Text(func(i Item) string { return string(i.line().Class) }),
		"amount": paging.Number(func(i Item) (money.Decimal, bool) {
			if a := i.line().Amount; a != nil {
				return *a, true
			}
			return money.Zero, false
		}),
		"check": paging.Enum(func(i Item) string { return string(i.CheckNow()) }, Checks()...),
		"drifted": paging.Enum(func(i Item) string {
			if i.Drift != "" {
				return "true"
			}
			return "false"
		}, "true", "false"),
	},
	Search: func(i Item) []string {
		return []string{i.Label, i.CustomerID, i.Detail, i.line().Name, i.line().Description}
	},
	ID: func(i Item) string { return i.ID },
}

// mostPages bounds the plans whose items are in memory, for people who page through them.
const mostPages = 4

// pages is the items of a plan at a version of it.
type pages struct {
	version int64
	items   []Item
}

// everyItem returns all items of a plan, which the caller may change. Items change only while the plan is being applied; otherwise they are read once, so that thousands stay fluid.
func (s *Service) everyItem(ctx context.Context, p Plan, version int64) ([]Item, error) {
	if p.Status == Applying {
		return s.items(ctx, p, p.ItemCount)
	}
	s.remembering.Lock()
	have, ok := s.paged[p.ID]
	s.remembering.Unlock()
	if ok && have.version == version {
		return slices.Clone(have.items), nil
	}
	items, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return nil, err
	}
	s.remembering.Lock()
	defer s.remembering.Unlock()
	if len(s.paged) >= mostPages {
		clear(s.paged)
	}
	s.paged[p.ID] = pages{version, items}
	return slices.Clone(items), nil
}

// line is the line item of an item; an empty one where it has none.
func (it Item) line() Line {
	if it.Line == nil {
		return Line{}
	}
	return *it.Line
}

// CheckNow is whether what was written was found again; empty where nothing is to be found.
func (it Item) CheckNow() Check {
	if it.Line != nil && it.Check == "" {
		return CheckPending
	}
	return it.Check
}

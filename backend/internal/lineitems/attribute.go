package lineitems

import (
	"context"
	"slices"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// AttributeInput says what an item stands for.
type AttributeInput struct {
	Scope    scope.Scope
	Receiver string // as the request says it; it has to be the scope's
	ID       string // the last part of the ARN
	Class    Class  // ClassUnattributed takes the word of a person back
}

// mayAttribute refuses who may only look, a body that names another receiver than its request, and a class that there is not.
func mayAttribute(sc scope.Scope, receiver string, c Class) error {
	if err := sc.Check(); err != nil {
		return err
	}
	switch {
	case !sc.Principal().Has(scope.Operator):
		return fault.New(fault.Forbidden, CodeOperatorNeeded, "You may look at line items and not say what they stand for. Ask somebody with the role operator.")
	case receiver != sc.Receiver():
		return fault.New(fault.Conflict, CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done. Send the same account in both.")
	case !slices.Contains(Classes(), c):
		return fault.Newf(fault.Invalid, fault.CodeInvalidRequest, "There is no class %q.", string(c))
	}
	return nil
}

// Attribute keeps what a person says that an item stands for. Nothing at AWS changes.
func (s *Service) Attribute(ctx context.Context, in AttributeInput) (Attribution, error) {
	if err := mayAttribute(in.Scope, in.Receiver, in.Class); err != nil {
		return Attribution{}, err
	}
	k, m, err := s.find(ctx, in.Scope, in.ID)
	if err != nil {
		return Attribution{}, err
	}
	n, err := s.noted(ctx, in.Scope, m)
	if err != nil {
		return Attribution{}, err
	}
	if a := n.attribution(k.Item); a.Ground == ByPortal {
		return Attribution{}, fault.Newf(fault.Conflict, CodeAttributed, "The portal made this line item for %s, and that is what it stands for. Delete it and make another one if that is wrong.", string(a.Class))
	}
	return s.link(ctx, in.Scope, in.Class, []string{k.ARN})
}

// link keeps the word of a person about items, all or none of them.
func (s *Service) link(ctx context.Context, sc scope.Scope, c Class, arns []string) (Attribution, error) {
	link := Link{Class: c, By: sc.Principal().ID, At: s.c.Clock.Now()}
	err := s.note(ctx, sc, partLinks, func(n *notes) {
		for _, arn := range arns {
			if c == ClassUnattributed {
				delete(n.Links, arn)
				continue
			}
			n.Links[arn] = link
		}
	})
	if err != nil {
		return Attribution{}, err
	}
	if c == ClassUnattributed {
		return Attribution{Class: c, Ground: ByNobody}, nil
	}
	return Attribution{Class: c, Ground: ByPerson, By: link.By, At: link.At}, nil
}

// AttributeAllInput says what many items of a month stand for.
type AttributeAllInput struct {
	Scope    scope.Scope
	Receiver string
	Month    period.Month
	Class    Class
	IDs      []string     // those that were selected; empty for all that match
	Query    paging.Query // of the list
}

// AttributeAll keeps what a person says that items stand for, of all of them or of none. Items that the portal made are left out and counted as skipped.
func (s *Service) AttributeAll(ctx context.Context, in AttributeAllInput) (attributed, skipped int, err error) {
	if err := mayAttribute(in.Scope, in.Receiver, in.Class); err != nil {
		return 0, 0, err
	}
	rows, err := s.chosen(ctx, in)
	if err != nil {
		return 0, 0, err
	}
	var arns []string
	for _, r := range rows {
		if r.Attribution.Ground == ByPortal {
			skipped++
			continue
		}
		arns = append(arns, r.ARN)
	}
	if len(arns) > 0 {
		_, err = s.link(ctx, in.Scope, in.Class, arns)
	}
	return len(arns), skipped, err
}

// chosen returns the items that a request names, each once, or those that match.
func (s *Service) chosen(ctx context.Context, in AttributeAllInput) ([]Row, error) {
	if len(in.IDs) == 0 {
		list, err := s.List(ctx, ListInput{Scope: in.Scope, Month: in.Month, Query: in.Query})
		if err != nil {
			return nil, err
		}
		return list.Page.Matched, nil
	}
	v, err := s.view(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Row, len(v.rows))
	for _, r := range v.rows {
		byID[r.ID()] = r
	}
	ids := slices.Compact(slices.Sorted(slices.Values(in.IDs)))
	rows := make([]Row, 0, len(ids))
	for _, id := range ids {
		r, ok := byID[id]
		if !ok {
			return nil, notFound(id, in.Month)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

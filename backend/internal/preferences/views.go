package preferences

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// View is a named filter and sort of one table.
type View struct {
	ID        string    `json:"id"` // view_ and a sortable random part
	Table     string    `json:"table"`
	Name      string    `json:"name"`
	Query     string    `json:"-"` // of an address that shows it, without the question mark; kept apart, because a hundred of them are too long for one record
	Default   bool      `json:"default"`
	UpdatedAt time.Time `json:"updated_at"`
}

// ViewInput is a view to save.
type ViewInput struct {
	Table   string
	Name    string // shown as it is, without the spaces around it
	Query   string
	Default bool // the table opens with it; the default before is none any more
}

const (
	maxNameRunes  = 60
	maxQueryRunes = 2000
)

var (
	tableForm = regexp.MustCompile(`^[a-z0-9][a-z0-9:._-]{0,59}$`)
	viewForm  = regexp.MustCompile(`^view_[0-9a-z]{8,60}$`)
)

func (in ViewInput) check() error {
	if !tableForm.MatchString(in.Table) {
		return invalid("/table", "This is not the name of a table. Use a-z, 0-9, colon, dot, hyphen and underscore.")
	}
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxNameRunes || strings.ContainsFunc(in.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return invalid("/name", fmt.Sprintf("Send 1 to %d characters in one line that are not all spaces.", maxNameRunes))
	}
	if _, err := url.ParseQuery(in.Query); err != nil || utf8.RuneCountInString(in.Query) > maxQueryRunes || strings.ContainsFunc(in.Query, unicode.IsControl) {
		return invalid("/query", fmt.Sprintf("Send the query of an address without the question mark, at most %d characters.", maxQueryRunes))
	}
	return nil
}

// Views returns a page of the principal's saved views.
func (s *Service) Views(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[View], error) {
	who, err := owner(p)
	if err != nil {
		return paging.Page[View]{}, err
	}
	views, _, err := read[[]View](ctx, s.c.Store, viewsPrefix+who)
	if err != nil {
		return paging.Page[View]{}, err
	}
	queries := make(map[string]string, len(views))
	prefix := viewPrefix + who + "/"
	for rec, err := range s.c.Store.List(ctx, prefix, "") {
		if err != nil {
			return paging.Page[View]{}, fmt.Errorf("list saved views: %w", err)
		}
		queries[strings.TrimPrefix(rec.Key, prefix)] = string(rec.Value)
	}
	all := make([]View, 0, len(views))
	for _, v := range views {
		if query, ok := queries[v.ID]; ok { // one without was deleted between the two reads
			v.Query = query
			all = append(all, v)
		}
	}
	return paging.Apply("saved-views/"+who, all, q, viewSchema)
}

var viewSchema = paging.Schema[View]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[View]{
		"table":      paging.Text(func(v View) string { return v.Table }),
		"name":       paging.Text(func(v View) string { return v.Name }),
		"updated_at": paging.Time(func(v View) (time.Time, bool) { return v.UpdatedAt, true }),
	},
	Search:  func(v View) []string { return []string{v.Name, v.Table} },
	Default: []paging.Key{{Property: "table"}, {Property: "name"}},
	ID:      func(v View) string { return v.ID },
}

// SaveView keeps a new view.
func (s *Service) SaveView(ctx context.Context, p scope.Principal, in ViewInput) (View, error) {
	id := s.ids.Next("view_")
	return s.put(ctx, p, id, in, func(views []View) ([]View, error) {
		if len(views) >= MaxViews {
			return nil, fault.Newf(fault.Conflict, CodeTooManyViews, "You have %d saved views, which is as many as are kept. Delete one first.", len(views))
		}
		return append(views, View{ID: id}), nil
	})
}

// ChangeView replaces a view.
func (s *Service) ChangeView(ctx context.Context, p scope.Principal, id string, in ViewInput) (View, error) {
	return s.put(ctx, p, id, in, func(views []View) ([]View, error) {
		if !slices.ContainsFunc(views, func(v View) bool { return v.ID == id }) {
			return nil, viewNotFound(id)
		}
		return views, nil
	})
}

// put writes the view with the id, after place made sure that it has a place among the others.
func (s *Service) put(ctx context.Context, p scope.Principal, id string, in ViewInput, place func([]View) ([]View, error)) (View, error) {
	in.Name = strings.TrimSpace(in.Name)
	if err := in.check(); err != nil {
		return View{}, err
	}
	kept := View{ID: id, Table: in.Table, Name: in.Name, Query: in.Query, Default: in.Default, UpdatedAt: s.c.Clock.Now()}
	err := s.changeViews(ctx, p, id, []byte(in.Query), func(views []View) ([]View, error) {
		views, err := place(views)
		if err != nil {
			return nil, err
		}
		for i, v := range views {
			switch {
			case v.ID == id:
				views[i] = kept
			case v.Table != in.Table:
			case strings.EqualFold(v.Name, in.Name):
				return nil, fault.Newf(fault.Conflict, CodeViewNameTaken, "This table has a saved view %q already. Choose another name, or change that view.", v.Name)
			case in.Default:
				views[i].Default = false
			}
		}
		return views, nil
	})
	if err != nil {
		return View{}, err
	}
	return kept, nil
}

// DeleteView removes a view.
func (s *Service) DeleteView(ctx context.Context, p scope.Principal, id string) error {
	return s.changeViews(ctx, p, id, nil, func(views []View) ([]View, error) {
		rest := slices.DeleteFunc(slices.Clone(views), func(v View) bool { return v.ID == id })
		if len(rest) == len(views) {
			return nil, viewNotFound(id)
		}
		return rest, nil
	})
}

// changeViews writes the query of one view (nil removes it) with what is known of all, and begins again when somebody was faster.
func (s *Service) changeViews(ctx context.Context, p scope.Principal, id string, query []byte, change func([]View) ([]View, error)) error {
	who, err := owner(p)
	if err != nil {
		return err
	}
	if !viewForm.MatchString(id) {
		return viewNotFound(id)
	}
	for {
		views, version, err := read[[]View](ctx, s.c.Store, viewsPrefix+who)
		if err != nil {
			return err
		}
		if views, err = change(views); err != nil {
			return err
		}
		b, err := json.Marshal(views)
		if err != nil {
			return fmt.Errorf("encode saved views: %w", err)
		}
		err = s.c.Store.Apply(ctx,
			store.Write{Key: viewPrefix + who + "/" + id, Value: query, Version: store.AnyVersion},
			store.Write{Key: viewsPrefix + who, Value: b, Version: version})
		if err == nil {
			return nil
		}
		if !errors.Is(err, store.ErrVersion) {
			return fmt.Errorf("write a saved view: %w", err)
		}
	}
}

// Package preferences keeps what a person set up for themselves: looks, columns and widths, and named views of tables.
package preferences

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Bounds of what is kept for one principal.
const (
	MaxPreferences = 200
	MaxViews       = 100
	maxValueRunes  = 8000
)

// Preference is a value an application remembers for a person; the portal does not interpret it.
type Preference struct {
	Key       string    `json:"key"` // [a-z0-9][a-z0-9:._-]{0,99}
	Value     string    `json:"value"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Config is what the room needs; every field is required.
type Config struct {
	Store store.Store
	Clock clock.Clock
}

// Service keeps preferences and views. Everything is by principal and by no receiver: how a table looks does not depend on whose figures are in it.
type Service struct {
	c   Config
	ids *ident.Maker
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil {
		return nil, errors.New("preferences: store and clock are required")
	}
	return &Service{c, ident.NewMaker(c.Clock)}, nil
}

// Keys of the store, each followed by the owner.
const (
	preferencePrefix = "preference/"      // preference/<owner>/<key>
	keysPrefix       = "preference-keys/" // preference-keys/<owner>: the keys there are; every change of them goes through this record, so the bound holds
	viewPrefix       = "saved-view/"      // saved-view/<owner>/<id>: the query
	viewsPrefix      = "saved-views/"     // saved-views/<owner>: everything else of all views, so that names and defaults change in one place
)

// owner names a principal in a key of the store: ids of principals are any text, and nobody can read them out of keys.
func owner(p scope.Principal) (string, error) {
	if p.ID == "" {
		return "", fault.New(fault.Internal, scope.CodeScopeMissing, "The request was not bound to a caller.")
	}
	sum := sha256.Sum256([]byte(p.ID))
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// Preferences returns a page of what is kept for the principal, by key.
func (s *Service) Preferences(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[Preference], error) {
	who, err := owner(p)
	if err != nil {
		return paging.Page[Preference]{}, err
	}
	var all []Preference
	for rec, err := range s.c.Store.List(ctx, preferencePrefix+who+"/", "") {
		if err != nil {
			return paging.Page[Preference]{}, fmt.Errorf("list preferences: %w", err)
		}
		kept, err := decode[Preference](rec)
		if err != nil {
			return paging.Page[Preference]{}, err
		}
		all = append(all, kept)
	}
	return paging.Apply("preferences/"+who, all, q, preferenceSchema)
}

var preferenceSchema = paging.Schema[Preference]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Preference]{"key": paging.Text(func(p Preference) string { return p.Key })},
	Search:     func(p Preference) []string { return []string{p.Key} },
	Default:    []paging.Key{{Property: "key"}},
	ID:         func(p Preference) string { return p.Key },
}

var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9:._-]{0,99}$`)

func checkKey(key string) error {
	if !keyForm.MatchString(key) {
		return fault.InvalidParameter("preference_key", CodeInvalidPreference, "This is not the name of a preference. Use a-z, 0-9, colon, dot, hyphen and underscore.")
	}
	return nil
}

// Keep remembers a value for the principal; the last writer wins.
func (s *Service) Keep(ctx context.Context, p scope.Principal, key, value string) (Preference, error) {
	who, err := owner(p)
	if err != nil {
		return Preference{}, err
	}
	if err := checkKey(key); err != nil {
		return Preference{}, err
	}
	if !utf8.ValidString(value) || utf8.RuneCountInString(value) > maxValueRunes {
		return Preference{}, invalid("/value", fmt.Sprintf("Send at most %d characters of UTF-8.", maxValueRunes))
	}
	kept := Preference{Key: key, Value: value, UpdatedAt: s.c.Clock.Now()}
	b, err := json.Marshal(kept)
	if err != nil {
		return Preference{}, fmt.Errorf("encode preference: %w", err)
	}
	err = s.changeKeys(ctx, who, func(keys []string) ([]string, store.Write, error) {
		if !slices.Contains(keys, key) {
			if len(keys) >= MaxPreferences {
				return nil, store.Write{}, fault.Newf(fault.Conflict, CodeTooManyPreferences, "You have %d preferences, which is as many as are kept. Delete one first.", len(keys))
			}
			keys = append(keys, key)
		}
		return keys, store.Write{Key: preferencePrefix + who + "/" + key, Value: b, Version: store.AnyVersion}, nil
	})
	return kept, err
}

// Forget removes a preference; what is not kept is forgotten already.
func (s *Service) Forget(ctx context.Context, p scope.Principal, key string) error {
	who, err := owner(p)
	if err != nil {
		return err
	}
	if err := checkKey(key); err != nil {
		return err
	}
	return s.changeKeys(ctx, who, func(keys []string) ([]string, store.Write, error) {
		keys = slices.DeleteFunc(keys, func(k string) bool { return k == key })
		return keys, store.Write{Key: preferencePrefix + who + "/" + key, Version: store.AnyVersion}, nil
	})
}

// changeKeys writes a preference together with the keys there are, and begins again when somebody was faster.
func (s *Service) changeKeys(ctx context.Context, who string, change func(keys []string) ([]string, store.Write, error)) error {
	for {
		keys, version, err := read[[]string](ctx, s.c.Store, keysPrefix+who)
		if err != nil {
			return err
		}
		keys, write, err := change(keys)
		if err != nil {
			return err
		}
		b, err := json.Marshal(keys)
		if err != nil {
			return fmt.Errorf("encode keys of preferences: %w", err)
		}
		err = s.c.Store.Apply(ctx, write, store.Write{Key: keysPrefix + who, Value: b, Version: version})
		if err == nil {
			return nil
		}
		if !errors.Is(err, store.ErrVersion) {
			return fmt.Errorf("write a preference: %w", err)
		}
	}
}

// read reads a record that need not be there; then it is the zero value, to be written where nothing is.
func read[T any](ctx context.Context, from store.Store, key string) (T, int64, error) {
	var zero T
	rec, err := from.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return zero, store.Absent, nil
	}
	if err != nil {
		return zero, 0, fmt.Errorf("read %s: %w", key, err)
	}
	v, err := decode[T](rec)
	return v, rec.Version, err
}

func decode[T any](rec store.Record) (T, error) {
	var v T
	if err := json.Unmarshal(rec.Value, &v); err != nil {
		return v, fmt.Errorf("decode %s: %w", rec.Key, err)
	}
	return v, nil
}

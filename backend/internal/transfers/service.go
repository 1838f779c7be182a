package transfers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Config is what the room needs; every field but InboundQuota is required.
type Config struct {
	Source  Source
	Store   store.Store
	Objects objects.Objects
	Clock   clock.Clock
	// InboundQuota is how many inbound transfers AWS allows a receiver, as whoever runs the portal was told; 0 when it is not known. AWS tells it through no API.
	InboundQuota int
}

// Service keeps the directory of transfers of every receiver.
type Service struct {
	c     Config
	mu    sync.Mutex
	cache map[string]cached
}

type cached struct {
	version   int64
	directory *Directory
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Source == nil || c.Store == nil || c.Objects == nil || c.Clock == nil {
		return nil, errors.New("transfers: source, store, objects and clock are required")
	}
	return &Service{c: c, cache: map[string]cached{}}, nil
}

func pointerKey(receiver string) string { return "directory/" + receiver }
func objectKey(receiver string) string  { return "directory/" + receiver + ".json" }

// Refresh reads the directory from AWS and keeps it. The calls are free of charge. On an error the directory stays as it was.
func (s *Service) Refresh(ctx context.Context, sc scope.Scope) (*Directory, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	before, err := s.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	d := Directory{Receiver: sc.Receiver(), AsOf: s.c.Clock.Now()}
	var views []View
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { d.Transfers, err = s.c.Source.InboundTransfers(gctx, sc); return err })
	g.Go(func() (err error) { d.Groups, err = s.c.Source.BillingGroups(gctx, sc); return err })
	g.Go(func() (err error) { views, err = s.c.Source.MyViews(gctx, sc); return err })
	g.Go(func() (err error) { d.Plans, err = s.c.Source.PricingPlans(gctx, sc); return err })
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("read transfers of %s: %w", sc.Receiver(), err)
	}
	for i := range d.Transfers {
		d.Transfers[i].Relation = Direct
	}
	if err := s.findIndirect(ctx, sc, &d, views, before); err != nil {
		return nil, err
	}
	d.Gone = d.gone(before)
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode directory: %w", err)
	}
	info, err := s.c.Objects.Put(ctx, objectKey(sc.Receiver()), b)
	if err != nil {
		return nil, fmt.Errorf("keep directory: %w", err)
	}
	// The pointer only tells readers that there is something new; written after the object, it never points at less.
	if err := s.c.Store.Apply(ctx, store.Write{Key: pointerKey(sc.Receiver()), Value: []byte(info.ETag), Version: store.AnyVersion}); err != nil {
		return nil, fmt.Errorf("point at directory: %w", err)
	}
	return &d, nil
}

// Directory returns what was last read; one with a zero AsOf when nothing ever was. It never calls AWS. The result is shared and must not be changed.
func (s *Service) Directory(ctx context.Context, sc scope.Scope) (*Directory, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	ptr, err := s.c.Store.Get(ctx, pointerKey(sc.Receiver()))
	if errors.Is(err, store.ErrNotFound) {
		return &Directory{Receiver: sc.Receiver()}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find directory: %w", err)
	}
	s.mu.Lock()
	hit, ok := s.cache[sc.Receiver()]
	s.mu.Unlock()
	if ok && hit.version == ptr.Version {
		return hit.directory, nil
	}
	b, _, err := s.c.Objects.Get(ctx, objectKey(sc.Receiver()))
	if err != nil {
		return nil, fmt.Errorf("read directory: %w", err)
	}
	var d Directory
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("decode directory of %s: %w", sc.Receiver(), err)
	}
	if d.Receiver != sc.Receiver() {
		return nil, fmt.Errorf("directory of %s belongs to %s", sc.Receiver(), d.Receiver)
	}
	s.mu.Lock()
	s.cache[sc.Receiver()] = cached{ptr.Version, &d}
	s.mu.Unlock()
	return &d, nil
}

// Version changes whenever the directory of a receiver does, or a state in it because time went on, or the quota that the portal was told. It never calls AWS.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	d, err := s.Directory(ctx, sc)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %s %d", d.AsOf.Format(time.RFC3339Nano), d.Epoch(s.c.Clock.Now()).Format(time.RFC3339Nano), s.c.InboundQuota), nil
}

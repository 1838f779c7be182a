package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// JobKind is the kind of job that collects.
const JobKind jobs.Kind = "collection"

// Mode says which months a collection reads.
type Mode string

// The modes. All but ModeDetail look at the 13 months before the current one and the current one.
const (
	ModeRefresh  Mode = "refresh"  // months that are not final
	ModeBackfill Mode = "backfill" // the same; the name of the first one
	ModeVerify   Mode = "verify"   // final months too; what changed becomes adjustments
	ModeDetail   Mode = "detail"   // days and member accounts instead; see DetailSpan
)

// Valid reports whether the mode is one of them.
func (m Mode) Valid() bool { return slices.Contains(Modes(), m) }

// BackfillMonths is how many months before the current one Cost Explorer keeps by default (domain handbook 7.1).
const BackfillMonths = 13

// Directory is the neighbour that knows transfers.
type Directory interface {
	Refresh(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// CollectorConfig is what the collector needs; every field is required but for those that say otherwise.
type CollectorConfig struct {
	Ledger      *Service
	Costs       Costs
	Directory   Directory
	Logger      *slog.Logger
	Parallelism int           // customers read at the same time; the limiter of the adapter bounds the calls
	FlushEvery  time.Duration // how often what was read so far becomes visible
	Snapshots   []Snapshot    // what other rooms keep of AWS, refreshed by every collection; none when empty
	// AfterDetail is called at the end of a collection in mode `detail`, with the days and accounts kept. Its error is that of the job. Nothing when nil.
	AfterDetail func(ctx context.Context, sc scope.Scope) error
	// Shown says by customer from when on Showback of a month shows what was last written into it. A month that is final is read again when it was read before that. Nothing when nil.
	Shown func(ctx context.Context, sc scope.Scope, m period.Month) (map[string]time.Time, error)
	// HistoryMonths is how many months before the current one are looked at when less than BackfillMonths are wanted; BackfillMonths when nil.
	HistoryMonths *int
}

// Collector fills the ledger from AWS.
type Collector struct{ c CollectorConfig }

// NewCollector returns a collector.
func NewCollector(c CollectorConfig) (*Collector, error) {
	if c.Ledger == nil || c.Costs == nil || c.Directory == nil || c.Logger == nil || c.Parallelism < 1 || c.FlushEvery <= 0 {
		return nil, errors.New("ledger: ledger, costs, directory, logger, parallelism and flush interval are required")
	}
	if c.HistoryMonths != nil && (*c.HistoryMonths < 0 || *c.HistoryMonths > BackfillMonths) {
		return nil, fmt.Errorf("ledger: a collection looks at 0 to %d months before the current one, not %d", BackfillMonths, *c.HistoryMonths)
	}
	return &Collector{c}, nil
}

// args is what a collection job remembers.
type args struct {
	Mode Mode         `json:"mode"`
	Span period.Range `json:"span"`
}

// Request returns the job that collects in a mode as of now.
func (c *Collector) Request(sc scope.Scope, mode Mode) (jobs.StartInput, error) {
	if !mode.Valid() {
		return jobs.StartInput{}, fault.Newf(fault.Invalid, CodeUnknownMode, "%q is not a collection mode. Use refresh, backfill, verify or detail.", mode)
	}
	span := c.span(mode)
	return jobs.StartInput{
		Scope: sc, Kind: JobKind, Exclusive: exclusive(mode),
		Title: fmt.Sprintf("Collect %s to %s (%s)", span.From, span.To.Add(-1), mode),
		Args:  args{Mode: mode, Span: span},
	}, nil
}

// exclusive is what one unfinished job of a receiver holds at a time. Days and accounts wait for the ledger in the same lane.
func exclusive(mode Mode) string {
	if mode == ModeDetail {
		return "collection-detail"
	}
	return "collection"
}

// span is the months a collection that is asked for now looks at.
func (c *Collector) span(mode Mode) period.Range {
	now := c.c.Ledger.c.Clock.Now()
	span := Span(now)
	if mode == ModeDetail {
		span = DetailSpan(now)
	}
	if c.c.HistoryMonths != nil {
		if earliest := period.MonthOf(now).Add(-*c.c.HistoryMonths); span.From.Before(earliest) {
			span.From = earliest
		}
	}
	return span
}

// Span is the months a collection looks at: BackfillMonths before the month of now, and that month.
func Span(now time.Time) period.Range {
	current := period.MonthOf(now)
	return period.Range{From: current.Add(-BackfillMonths), To: current.Add(1)}
}

// Run is the job handler. It can be killed anywhere: a customer is recorded only after the details of all its months are kept, and
// reading one again writes the same.
func (c *Collector) Run(ctx context.Context, run jobs.Run) error {
	return waiting(c.attempt(ctx, run))
}

// unavailableFor is how long a job waits when AWS does not answer and does not say for how long.
const unavailableFor = time.Minute

// waiting turns what a person or time can mend into waiting: the cap is reached, or AWS does not answer after all retries.
func waiting(err error) error {
	f, ok := fault.As(err)
	switch {
	case ok && f.Kind == fault.Precondition:
		return &jobs.Wait{Reason: f.Message, After: time.Hour}
	case ok && f.Kind == fault.Unavailable:
		return &jobs.Wait{Reason: f.Message + " Trying again.", After: max(f.RetryAfter, unavailableFor)}
	}
	return err
}

func decodeArgs(j jobs.Job) (a args, err error) {
	if err := json.Unmarshal(j.Args, &a); err != nil {
		return a, fmt.Errorf("decode arguments: %w", err)
	}
	return a, nil
}

func (c *Collector) attempt(ctx context.Context, run jobs.Run) error {
	a, err := decodeArgs(run.Job())
	if err != nil {
		return err
	}
	run.Say("Reading transfers and billing groups")
	dir, err := c.c.Directory.Refresh(ctx, run.Scope())
	if err != nil {
		return err
	}
	w := &work{
		Collector: c, run: run, sc: run.Scope(), args: a, directory: dir,
		customers: dir.Customers(c.c.Ledger.c.Clock.Now()), months: map[period.Month]*workingMonth{},
	}
	// Snapshots are read beside the ledger: they use other services of AWS for the most part, and so cost no time. Whatever becomes of the ledger, they are read to the end.
	snapshots := c.startSnapshots(ctx, run.Scope())
	err = w.fill(ctx)
	err = errors.Join(err, snapshots())
	return errors.Join(err, c.prepareRooms(ctx, run))
}

// fill reads the ledger, or days and accounts.
func (w *work) fill(ctx context.Context) error {
	if w.args.Mode == ModeDetail {
		return w.fillDetails(ctx)
	}
	if err := w.prepare(ctx); err != nil {
		return err
	}
	return w.collect(ctx)
}

// work is one attempt of a job.
type work struct {
	*Collector
	run       jobs.Run
	sc        scope.Scope
	args      args
	directory *transfers.Directory
	customers []transfers.Customer
	months    map[period.Month]*workingMonth
	flusher   flusher
}

// prepare loads what the ledger has, lists the views of every month that needs reading and fetches AWS's own reports. None of it costs money.
func (w *work) prepare(ctx context.Context) error {
	for _, m := range w.args.Span.Months() {
		p, _, err := w.c.Ledger.Portfolio(ctx, w.sc, m)
		if err != nil {
			return err
		}
		w.months[m] = newWorkingMonth(w.c.Ledger.c.Rules, p, expected(w.customers, m))
		if w.months[m].shown, err = w.shown(ctx, w.sc, m); err != nil {
			return err
		}
		if w.run.Job().Attempts > 1 {
			w.months[m].tear() // an earlier attempt may have kept details that the portfolio does not have
		}
	}
	w.run.Say("Listing billing views and cost reports")
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(w.c.Parallelism)
	for m, wm := range w.months {
		if !w.needsMonth(m) {
			continue
		}
		g.Go(func() error { return w.listMonth(gctx, m, wm) })
	}
	return g.Wait()
}

func (w *work) listViews(ctx context.Context, m period.Month, wm *workingMonth) error {
	views, err := w.c.Costs.Views(ctx, w.sc, m)
	if err != nil {
		return fmt.Errorf("list billing views of %s: %w", m, err)
	}
	wm.indexViews(views)
	return nil
}

func (w *work) listMonth(ctx context.Context, m period.Month, wm *workingMonth) error {
	if err := w.listViews(ctx, m, wm); err != nil {
		return err
	}
	reports, err := w.c.Costs.CostReports(ctx, w.sc, m)
	if err != nil {
		// The reports are a cross-check only; without them the ledger is as true.
		w.c.Logger.WarnContext(ctx, "cost reports could not be read", "payer_id", w.sc.Receiver(), "period", m.String(), "error", err)
		return nil
	}
	wm.indexReports(reports, w.directory.Groups)
	return nil
}

func (w *work) needsMonth(m period.Month) bool {
	return slices.ContainsFunc(w.customers, func(cu transfers.Customer) bool { return w.needs(cu, m) })
}

// needs reports whether the job has to read a customer's month.
func (w *work) needs(cu transfers.Customer, m period.Month) bool {
	if !cu.Bills(m) {
		return false
	}
	return needed(w.args.Mode, w.months[m].digest(cu.ID), w.months[m].shown[cu.ID], w.c.Ledger.c.Clock.Now())
}

// needed reports whether a collection in a mode reads the month of a customer who is billed in it; have is what is kept of it, nil for nothing, and shown from when on Showback shows what
// was last written into it, zero for nothing.
func needed(mode Mode, have *CustomerDigest, shown, now time.Time) bool {
	return mode == ModeVerify || have == nil || !have.Final || have.Showback.Read() && have.Showback.AsOf.Before(shown) && !now.Before(shown)
}

// shown says by customer from when on Showback of a month shows what was last written into it.
func (c *Collector) shown(ctx context.Context, sc scope.Scope, m period.Month) (map[string]time.Time, error) {
	if c.c.Shown == nil {
		return nil, nil //nolint:nilnil // nothing was written
	}
	return c.c.Shown(ctx, sc, m)
}

// collect reads the customers that need it, several at a time.
func (w *work) collect(ctx context.Context) error {
	todo, err := w.remaining(ctx, func(cu transfers.Customer) bool {
		return slices.ContainsFunc(w.args.Span.Months(), func(m period.Month) bool { return w.needs(cu, m) })
	})
	if err != nil {
		return err
	}
	w.run.Say("Reading both views of every customer")
	w.flusher = flusher{every: w.c.FlushEvery}
	err = w.each(ctx, todo, w.customer)
	// What was read is shown even when the rest could not be: the flush is not cancelled with the job.
	if ferr := w.flush(context.WithoutCancel(ctx), true); ferr != nil {
		return errors.Join(err, ferr)
	}
	if err != nil {
		return err
	}
	return ctx.Err()
}

// remaining lists the customers that are neither recorded nor without need, and tells the job how many there are.
func (w *work) remaining(ctx context.Context, needs func(transfers.Customer) bool) ([]transfers.Customer, error) {
	var todo []transfers.Customer
	recorded := 0
	for _, cu := range w.customers {
		if _, ok := w.run.Recorded(cu.ID); ok {
			recorded++
			continue
		}
		if needs(cu) {
			todo = append(todo, cu)
		}
	}
	return todo, w.run.SetTotal(ctx, recorded+len(todo))
}

// each reads customers, several at a time. When the cap is reached, what is under way is finished and nothing more is begun.
func (w *work) each(ctx context.Context, customers []transfers.Customer, read func(context.Context, transfers.Customer) error) error {
	var full atomic.Pointer[fault.Error] // the cap's refusal
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(w.c.Parallelism)
	for _, cu := range customers {
		if gctx.Err() != nil || full.Load() != nil {
			break
		}
		g.Go(func() error {
			err := read(gctx, cu)
			if f, ok := fault.As(err); ok && f.Kind == fault.Precondition {
				full.Store(f)
				return nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if f := full.Load(); f != nil {
		return f
	}
	return nil
}

// customer reads and keeps all months of one customer and records the result.
func (w *work) customer(ctx context.Context, cu transfers.Customer) error {
	var todo []period.Month
	for _, m := range w.args.Span.Months() {
		if w.needs(cu, m) {
			todo = append(todo, m)
		}
	}
	read, err := w.readBoth(ctx, cu, todo)
	if err != nil {
		return err
	}
	now := w.c.Ledger.c.Clock.Now()
	for _, m := range todo {
		wm := w.months[m]
		next := CustomerMonth{CustomerID: cu.ID, Month: m, MyView: read[MyView][m], Showback: read[Showback][m], Report: wm.reportOf(cu.ID)}
		have, haveETag, err := w.c.Ledger.detail(ctx, w.sc, m, cu.ID)
		if err != nil {
			return err
		}
		if haveETag != "" {
			next = merge(have, next, now)
		}
		nextETag, err := w.c.Ledger.putDetail(ctx, w.sc, next)
		if err != nil {
			return err
		}
		wm.replace(have, haveETag, next, nextETag)
	}
	if err := w.run.Record(ctx, result(cu, todo, read)); err != nil {
		return err
	}
	return w.flush(ctx, false)
}

// readBoth reads the two views of a customer for the months. Only a stop, the cap or unusable credentials are errors; everything else is a status of the month.
func (w *work) readBoth(ctx context.Context, cu transfers.Customer, months []period.Month) (map[View]map[period.Month]ViewMonth, error) {
	read := map[View]map[period.Month]ViewMonth{}
	for _, view := range []View{MyView, Showback} {
		read[view] = map[period.Month]ViewMonth{}
		for _, span := range w.spans(cu, view, months, read[view]) {
			costs, err := w.c.Costs.MonthlyCosts(ctx, w.sc, span.arn, span.months)
			if stops(ctx, err) {
				return nil, err
			}
			if err == nil {
				if err := w.countRead(ctx, w.sc); err != nil {
					return nil, err
				}
			}
			for _, m := range span.months.Months() {
				read[view][m] = w.viewMonth(span.arn, m, costs, err)
			}
		}
	}
	return read, nil
}

// stops reports whether an error ends the whole job and not only one customer.
func stops(ctx context.Context, err error) bool {
	if err == nil {
		return false
	}
	f, ok := fault.As(err)
	return ctx.Err() != nil || ok && (f.Kind == fault.Precondition || f.Code == CodeAWSCredentials || f.Code == CodeAWSWrongAccount)
}

// span is consecutive months of one view.
type span struct {
	arn    string
	months period.Range
}

// spans groups the months into consecutive runs of the same view, to be read at once. Months without a usable view get their status in out.
func (w *work) spans(cu transfers.Customer, view View, months []period.Month, out map[period.Month]ViewMonth) []span {
	var spans []span
	for _, m := range months {
		v, status := w.months[m].view(cu.ID, view)
		if status.Status != ViewRead {
			if status.Status == ViewNone && view == Showback && (cu.GroupStatus == transfers.GroupMissing || cu.GroupStatus == transfers.GroupDeleted) {
				status.Detail = "This customer has no billing group, so there is no Showback."
			}
			status.AsOf = w.c.Ledger.c.Clock.Now()
			out[m] = status
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].arn == v.ARN && spans[n-1].months.To == m {
			spans[n-1].months.To = m.Add(1)
			continue
		}
		spans = append(spans, span{v.ARN, period.Range{From: m, To: m.Add(1)}})
	}
	return spans
}

func (w *work) viewMonth(arn string, m period.Month, costs []MonthCosts, err error) ViewMonth {
	vm := ViewMonth{ARN: arn, AsOf: w.c.Ledger.c.Clock.Now()}
	if err != nil {
		vm.Status, vm.Detail = statusOf(err)
		return vm
	}
	i := slices.IndexFunc(costs, func(c MonthCosts) bool { return c.Month == m })
	if i < 0 {
		vm.Status, vm.Detail = ViewFailed, "Cost Explorer did not answer for this month."
		return vm
	}
	vm.Status, vm.Source, vm.Currency, vm.Estimated, vm.Entries = ViewRead, SourceCostExplorer, costs[i].Currency, costs[i].Estimated, costs[i].Entries
	for _, e := range vm.Entries {
		vm.Total = vm.Total.Add(e.Amount)
	}
	return vm
}

func statusOf(err error) (ViewStatus, string) {
	f, ok := fault.As(err)
	if !ok {
		return ViewFailed, "The view could not be read. The log has the details."
	}
	switch f.Code {
	case CodeAWSDenied:
		return ViewDenied, f.Message
	case CodeViewUnhealthy:
		return ViewUnhealthy, f.Message
	default:
		return ViewFailed, f.Message
	}
}

// result is the item of a customer.
func result(cu transfers.Customer, months []period.Month, read map[View]map[period.Month]ViewMonth) jobs.Item {
	var out outcome
	for _, v := range read {
		for _, vm := range v {
			out.add(vm.Status, vm.Detail)
		}
	}
	return out.item(cu, strconv.Itoa(len(months))+" months.")
}

// outcome is how the views of a customer were read.
type outcome struct {
	good, bad int
	why       []string
}

func (o *outcome) add(status ViewStatus, detail string) {
	switch status {
	case ViewRead:
		o.good++
	case ViewNone:
	default:
		o.bad++
	}
	if detail != "" && !slices.Contains(o.why, detail) {
		o.why = append(o.why, detail)
	}
}

// item is the outcome as a job records it.
func (o *outcome) item(cu transfers.Customer, what string) jobs.Item {
	slices.Sort(o.why)
	item := jobs.Item{ID: cu.ID, Label: cu.Name, Status: jobs.ItemDone, Detail: strings.TrimSpace(what + " " + strings.Join(o.why, " "))}
	switch {
	case o.bad > 0 && o.good == 0:
		item.Status = jobs.ItemFailed
	case o.bad > 0:
		item.Status = jobs.ItemPartial
	}
	return item
}

package httpapi

import (
	"strconv"
	"strings"

	"portal.example/api"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/plans"
)

// toAPIPlanLine writes the custom line item of an item of a plan; absent of what changes something else.
func toAPIPlanLine(i plans.Item) *api.PlanLineItem {
	l := i.Line
	if l == nil {
		return nil
	}
	item := lineitems.Item{Credit: l.Credit, Flat: l.Flat, Percent: l.Percent}
	check := api.PlanCheck(i.CheckNow())
	out := api.PlanLineItem{
		Name: l.Name, Description: text(l.Description), Type: api.LineItemType(item.Type()), Kind: api.LineItemKind(item.Kind()), Percent: toAPIDecimal(l.Percent), Period: l.Month.String(),
		Recurring: l.Recurring, BillingGroupArn: text(l.GroupARN), Service: text(l.Service), Class: api.AttributionClass(l.Class), Source: text(l.Source), Check: &check, Drift: text(i.Drift),
		Amount: toAPIOptional(l.Amount, l.Currency), Before: toAPIOptional(l.Before, l.Currency), After: toAPIOptional(l.After(), l.Currency),
	}
	if l.Flat != nil {
		out.Charge = toAPICharge(item.Signed(*l.Flat), l.Currency)
	}
	arn := l.ARN
	if i.Made != "" {
		arn = i.Made
	}
	out.LineItemId = text(arn[strings.LastIndex(arn, "/")+1:])
	return &out
}

// toAPIOptional is absent for a number that is not known.
func toAPIOptional(d *money.Decimal, c money.Currency) *api.Money {
	if d == nil {
		return nil
	}
	return toAPICharge(*d, c)
}

func toAPIPlanTotals(t plans.Totals) api.PlanTotals {
	estimated := t.Estimated
	return api.PlanTotals{
		Currency: string(t.Currency), Period: t.Month.String(), Fees: toAPINumber(t.Fees, t.Currency), Credits: toAPINumber(t.Credits, t.Currency),
		Change: toAPINumber(t.Change, t.Currency), Items: int32(t.Items), Customers: int32(t.Customers), Estimated: &estimated,
	}
}

func toAPIApproval(a *plans.Approval) *api.PlanApproval {
	if a == nil {
		return nil
	}
	out := &api.PlanApproval{State: api.PlanApprovalState(a.State), Reason: a.Reason}
	if d := a.Decision; d != nil {
		out.DecidedBy, out.DecidedAt, out.Note = text(d.By), instant(d.At), text(d.Note)
	}
	return out
}

// ToAPIPlanSettings writes when a second person has to approve.
func ToAPIPlanSettings(s plans.Settings) api.PlanSettings {
	return api.PlanSettings{
		ApprovePlanAbove: toAPILimit(s.ApprovePlanAbove), ApproveItemAbove: toAPIAmount(s.ApproveItemAbove), BeyondLimit: api.PlanSettingsBeyondLimit(s.BeyondLimit), Version: s.Version,
		ChangedBy: text(s.ChangedBy), ChangedAt: instant(s.ChangedAt),
	}
}

func toAPILimit(a *money.Amount) *api.Money {
	if a == nil {
		return nil
	}
	m := ToAPIMoney(*a)
	return &m
}

func fromAPIPlanSettings(r api.PlanSettingsRequest) (plans.Settings, error) {
	s := plans.Settings{BeyondLimit: plans.BeyondLimit(r.BeyondLimit), Version: r.Version}
	for _, limit := range []struct {
		pointer string
		from    *api.Money
		to      **money.Amount
	}{{"/approve_plan_above", r.ApprovePlanAbove, &s.ApprovePlanAbove}, {"/approve_item_above", r.ApproveItemAbove, &s.ApproveItemAbove}} {
		if limit.from == nil {
			continue
		}
		amount, err := fromAPIMoney(limit.pointer, *limit.from)
		if err != nil {
			return s, err
		}
		*limit.to = &amount
	}
	return s, nil
}

// fromAPILineRequest reads what is intended with line items.
func fromAPILineRequest(r api.PlanRequest, out *plans.Request) (err error) {
	if in := r.Gaps; in != nil {
		if out.Gaps, err = fromAPIGaps("/gaps", *in); err != nil {
			return err
		}
	}
	if in := r.Commission; in != nil {
		if out.Commission, err = fromAPICommission("/commission", *in); err != nil {
			return err
		}
	}
	if in := r.LineItems; in != nil {
		if out.LineItems, err = fromAPIDrafts("/line_items", *in); err != nil {
			return err
		}
	}
	if in := r.EndLineItems; in != nil {
		if out.End, err = fromAPIChoice("/end_line_items", *in); err != nil {
			return err
		}
	}
	if in := r.DeleteLineItems; in != nil {
		if out.Delete, err = fromAPIChoice("/delete_line_items", *in); err != nil {
			return err
		}
	}
	if in := r.Undo; in != nil {
		out.Undo = &plans.Undo{PlanID: plans.ID(in.PlanId)}
	}
	return nil
}

func fromAPIGaps(pointer string, in api.GapPlanRequest) (*plans.Gaps, error) {
	ids, err := selected(pointer+"/gap_ids", in.GapIds)
	if err != nil {
		return nil, err
	}
	m, err := fromAPIMonth(pointer+"/period", in.Period)
	return &plans.Gaps{
		Period: m, GapIDs: ids, Search: given(in.Search), Filter: listOf(in.Filter), Match: string(orZero(in.Match)), Demo: orZero(in.Demo),
	}, err
}

func fromAPICommission(pointer string, in api.CommissionPlanRequest) (*plans.Commission, error) {
	ids, err := selected(pointer+"/customer_ids", in.CustomerIds)
	if err != nil {
		return nil, err
	}
	m, err := fromAPIMonth(pointer+"/period", in.Period)
	return &plans.Commission{
		Percent: in.Percent, Period: m, Recurring: orZero(in.Recurring), WithoutSavingsPlanNegation: orZero(in.WithoutSavingsPlanNegation), Existing: string(orZero(in.Existing)),
		CustomerIDs: ids, Search: given(in.Search), Filter: listOf(in.Filter), Match: string(orZero(in.Match)),
	}, err
}

func fromAPIDrafts(pointer string, in api.LineItemsRequest) (*plans.LineItems, error) {
	out := &plans.LineItems{Items: make([]plans.LineItemDraft, 0, len(in.Items))}
	for i, d := range in.Items {
		at := pointer + "/items/" + strconv.Itoa(i)
		draft := plans.LineItemDraft{
			CustomerID: d.CustomerId, Type: string(d.Type), Percent: given(d.Percent), Recurring: orZero(d.Recurring), Name: given(d.Name), Description: d.Description,
			Service: given(d.Service), Class: string(orZero(d.Class)),
		}
		var err error
		if draft.Period, err = fromAPIMonth(at+"/period", d.Period); err != nil {
			return nil, err
		}
		if d.Charge != nil {
			amount, err := fromAPIMoney(at+"/charge", *d.Charge)
			if err != nil {
				return nil, err
			}
			draft.Charge, draft.Currency = amount.Number.String(), amount.Currency
		}
		out.Items = append(out.Items, draft)
	}
	return out, nil
}

func fromAPIChoice(pointer string, in api.LineItemChoice) (*plans.LineItemChoice, error) {
	m, err := fromAPIMonth(pointer+"/period", in.Period)
	return &plans.LineItemChoice{LineItemIDs: in.LineItemIds, Period: m}, err
}

// selected is what was chosen of a list; nil when nothing was said, which means all that match. Nothing chosen is refused, because it must never be read as everything.
func selected(pointer string, ids *[]string) ([]string, error) {
	if ids == nil {
		return nil, nil
	}
	if len(*ids) == 0 {
		return nil, invalidField(pointer, plans.CodeInvalidPlan, "Nothing is chosen. Leave it out for all that match.")
	}
	return *ids, nil
}

func listOf(l *[]string) []string {
	if l == nil {
		return nil
	}
	return *l
}

func orZero[T any](v *T) (zero T) {
	if v == nil {
		return zero
	}
	return *v
}

// toAPILineRequest writes what was intended with line items.
func toAPILineRequest(r plans.Request, out *api.PlanRequest) {
	if in := r.Gaps; in != nil {
		out.Gaps = &api.GapPlanRequest{
			Period: in.Period.String(), GapIds: listIf(in.GapIDs), Search: text(in.Search), Filter: listIf(in.Filter), Match: (*api.FilterMatch)(text(in.Match)), Demo: ifSo(in.Demo),
		}
	}
	if in := r.Commission; in != nil {
		out.Commission = &api.CommissionPlanRequest{
			Percent: in.Percent, Period: in.Period.String(), Recurring: ifSo(in.Recurring), WithoutSavingsPlanNegation: ifSo(in.WithoutSavingsPlanNegation),
			Existing: (*api.CommissionPlanRequestExisting)(text(in.Existing)), CustomerIds: listIf(in.CustomerIDs), Search: text(in.Search), Filter: listIf(in.Filter),
			Match: (*api.FilterMatch)(text(in.Match)),
		}
	}
	if in := r.LineItems; in != nil {
		out.LineItems = &api.LineItemsRequest{Items: each(in.Items, toAPIDraft)}
	}
	if in := r.End; in != nil {
		out.EndLineItems = &api.LineItemChoice{LineItemIds: in.LineItemIDs, Period: in.Period.String()}
	}
	if in := r.Delete; in != nil {
		out.DeleteLineItems = &api.LineItemChoice{LineItemIds: in.LineItemIDs, Period: in.Period.String()}
	}
	if in := r.Undo; in != nil {
		out.Undo = &api.UndoRequest{PlanId: string(in.PlanID)}
	}
}

func toAPIDraft(d plans.LineItemDraft) api.LineItemDraft {
	out := api.LineItemDraft{
		CustomerId: d.CustomerID, Type: api.LineItemType(d.Type), Percent: text(d.Percent), Period: d.Period.String(), Recurring: ifSo(d.Recurring), Name: text(d.Name),
		Description: d.Description, Service: text(d.Service), Class: (*api.AttributionClass)(text(d.Class)),
	}
	if d.Charge != "" {
		out.Charge = &api.Money{Amount: d.Charge, Currency: string(d.Currency)}
	}
	return out
}

// listIf is absent for an empty list.
func listIf(l []string) *[]string {
	if len(l) == 0 {
		return nil
	}
	return &l
}

// ifSo is absent for what is not so.
func ifSo(b bool) *bool {
	if !b {
		return nil
	}
	return &b
}

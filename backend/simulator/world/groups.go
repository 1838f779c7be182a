package world

import (
	"maps"
	"slices"
	"time"
)

// endedAt reports whether the group was deleted, or its transfer over, before or at t.
func (g *group) endedAt(t time.Time) bool {
	return g.Deleted != nil && !t.Before(*g.Deleted) || g.transfer.End != nil && t.After(*g.transfer.End)
}

// asOf returns the group as it stands at now.
func (g *group) asOf(now time.Time) BillingGroup {
	out := g.BillingGroup
	out.Tags = maps.Clone(g.Tags)
	switch {
	case g.Deleted == nil && g.endedAt(now):
		end := g.transfer.End.Add(time.Second)
		out.Deleted = &end
	case now.Before(g.transfer.Start):
		out.Status, out.StatusReason = GroupPending, "The billing transfer has not started."
	}
	return out
}

// BillingGroups returns the groups that are not deleted, in a stable order.
func (w *World) BillingGroups() []BillingGroup {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.Now()
	var out []BillingGroup
	for _, g := range w.groups {
		if !g.endedAt(now) {
			out = append(out, g.asOf(now))
		}
	}
	return out
}

// BillingGroupsIn returns the groups that existed in month m, deleted ones included.
func (w *World) BillingGroupsIn(m Month) []BillingGroup {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.Now()
	var out []BillingGroup
	for _, g := range w.groups {
		if g.view.ActiveIn(m) {
			out = append(out, g.asOf(now))
		}
	}
	return out
}

// CreateBillingGroup makes a group; idempotent by ClientToken.
func (w *World) CreateBillingGroup(in CreateBillingGroupInput) (BillingGroup, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	arn, digest, err := w.replay("billing group", in.ClientToken, in)
	if err != nil {
		return BillingGroup{}, err
	}
	if g := w.groupByARN[arn]; g != nil {
		return g.asOf(now), nil
	}
	if err := firstError(checkName(in.Name), checkDescription(in.Description, 1024), checkTags(in.Tags), w.checkGroupName(in.Name, "", now)); err != nil {
		return BillingGroup{}, err
	}
	t, err := w.transferFor(in, now)
	if err != nil {
		return BillingGroup{}, err
	}
	if in.PricingPlanARN == "" {
		return BillingGroup{}, invalid("MISSING_PRICING_PLAN_ARN", "ComputationPreference.PricingPlanArn is required.")
	}
	if w.plan(in.PricingPlanARN) == nil {
		return BillingGroup{}, invalid("MISSING_PRICINGPLAN", "The pricing plan %s does not exist.", in.PricingPlanARN)
	}
	from := max(MonthOf(now), t.from())
	g := w.newGroup(t, in.Name, in.PricingPlanARN, w.newID("group", 12), now, from)
	g.Description, g.Tags = in.Description, maps.Clone(in.Tags)
	w.remember("billing group", in.ClientToken, digest, g.ARN)
	return g.asOf(now), nil
}

// transferFor finds the transfer a new group is for and refuses what AWS refuses.
func (w *World) transferFor(in CreateBillingGroupInput, now time.Time) (*transfer, error) {
	if in.TransferARN == "" {
		return nil, invalid("ILLEGAL_BILLING_GROUP_TYPE", "This account can create billing groups for billing transfers only: AccountGrouping.ResponsibilityTransferArn is required.")
	}
	if len(in.LinkedAccountIDs) > 0 || in.AutoAssociate != nil && *in.AutoAssociate {
		return nil, invalid("ILLEGAL_ACCOUNTS", "LinkedAccountIds and AutoAssociate cannot be used with ResponsibilityTransferArn.")
	}
	for _, t := range slices.Concat(w.transfers, w.inherited) {
		if t.ARN != in.TransferARN {
			continue
		}
		if t.org == nil || t.End != nil && now.After(*t.End) {
			return nil, invalid("INVALID_BILLING_GROUP", "The billing transfer %s is not accepted or has ended.", t.ID)
		}
		if in.PrimaryAccountID != "" && in.PrimaryAccountID != t.Source.AccountID {
			return nil, invalid("ILLEGAL_PRIMARY_ACCOUNT", "The primary account must be the bill source account %s.", t.Source.AccountID)
		}
		for _, g := range w.groups {
			if g.transfer != t {
				continue
			}
			if !g.endedAt(now) {
				return nil, invalid("ACCOUNTS_ALREADY_ASSOCIATED", "The billing group %s exists for this billing transfer.", g.ARN)
			}
			if g.Deleted != nil && MonthOf(*g.Deleted) == MonthOf(now) {
				return nil, invalid("BILLING_GROUP_ALREADY_EXIST_IN_CURRENT_BILLING_PERIOD", "A billing group of this billing transfer was deleted in the current billing period.")
			}
		}
		return t, nil
	}
	return nil, notFound("responsibility transfer", in.TransferARN)
}

func (w *World) checkGroupName(name, except string, now time.Time) error {
	for _, g := range w.groups {
		if g.Name == name && g.ARN != except && !g.endedAt(now) {
			return conflict("RESOURCE_NAME_CONFLICT", "billing group", g.ARN, "A billing group named %s exists already.", name)
		}
	}
	return nil
}

func (w *World) liveGroup(arn string, now time.Time) (*group, error) {
	g := w.groupByARN[arn]
	if g == nil || g.endedAt(now) {
		return nil, notFound("billing group", arn)
	}
	return g, nil
}

// UpdateBillingGroup changes a group. A new pricing plan reprices the current month from its
// start and shows after rateDelay.
func (w *World) UpdateBillingGroup(in UpdateBillingGroupInput) (BillingGroup, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	g, err := w.liveGroup(in.ARN, now)
	if err != nil {
		return BillingGroup{}, err
	}
	next := g.BillingGroup
	if in.Name != nil {
		if err := firstError(checkName(*in.Name), w.checkGroupName(*in.Name, g.ARN, now)); err != nil {
			return BillingGroup{}, err
		}
		next.Name = *in.Name
	}
	if in.Description != nil {
		if err := checkDescription(*in.Description, 1024); err != nil {
			return BillingGroup{}, err
		}
		next.Description = *in.Description
	}
	if in.AutoAssociate != nil && *in.AutoAssociate {
		return BillingGroup{}, invalid("ILLEGAL_BILLING_GROUP_TYPE", "Billing groups of billing transfers do not associate accounts automatically.")
	}
	if in.Status != nil && *in.Status != g.asOf(now).Status {
		return BillingGroup{}, invalid("INVALID_BILLING_GROUP_STATUS", "The status of this billing group cannot be changed to %s.", *in.Status)
	}
	if in.PricingPlanARN != nil {
		if w.plan(*in.PricingPlanARN) == nil {
			return BillingGroup{}, invalid("MISSING_PRICINGPLAN", "The pricing plan %s does not exist.", *in.PricingPlanARN)
		}
		next.PricingPlanARN = *in.PricingPlanARN
	}
	next.Modified = now
	g.BillingGroup = next
	w.reprice(now)
	return g.asOf(now), nil
}

// DeleteBillingGroup deletes a group. Its Showback view keeps the months before the current
// one and has nothing from the current one on.
func (w *World) DeleteBillingGroup(arn string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	g, err := w.liveGroup(arn, now)
	if err != nil {
		return err
	}
	g.Deleted, g.Modified = &now, now
	g.view.ActiveTo, g.view.Updated = MonthOf(now)-1, now
	g.version++
	return nil
}

// tagged returns where a resource keeps its tags. The caller holds the lock.
func (w *World) tagged(arn string) (*map[string]string, error) {
	if g := w.groupByARN[arn]; g != nil {
		return &g.Tags, nil
	}
	if p := w.plan(arn); p != nil {
		return &p.Tags, nil
	}
	if r := w.rule(arn); r != nil {
		return &r.Tags, nil
	}
	if it := w.itemByARN[arn]; it != nil {
		return &it.tags, nil
	}
	return nil, notFound("resource", arn)
}

// Tags returns the tags of a Billing Conductor resource.
func (w *World) Tags(arn string) (map[string]string, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	tags, err := w.tagged(arn)
	if err != nil {
		return nil, err
	}
	return maps.Clone(*tags), nil
}

// SetTags adds or replaces tags of a Billing Conductor resource.
func (w *World) SetTags(arn string, tags map[string]string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	have, err := w.tagged(arn)
	if err != nil {
		return err
	}
	next := maps.Clone(*have)
	if next == nil {
		next = map[string]string{}
	}
	maps.Copy(next, tags)
	if err := checkTags(next); err != nil {
		return err
	}
	*have = next
	return nil
}

// RemoveTags removes tags of a Billing Conductor resource.
func (w *World) RemoveTags(arn string, keys []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	have, err := w.tagged(arn)
	if err != nil {
		return err
	}
	next := maps.Clone(*have)
	for _, k := range keys {
		delete(next, k)
	}
	*have = next
	return nil
}

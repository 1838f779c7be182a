package billingconductor

import (
	"context"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// maxResourcesPerBatch bounds BatchAssociate and BatchDisassociate.
const maxResourcesPerBatch = 30

type batchInput struct {
	TargetArn          string
	ResourceArns       []string
	BillingPeriodRange *periodRange
}

type associationError struct {
	Message string
	Reason  string
}

type associationResult struct {
	Arn   string
	Error *associationError `json:",omitempty"`
}

func decodeBatch(r *wire.Request) (batchInput, *world.PeriodRange, error) {
	in, err := wire.Decode[batchInput](r)
	if err != nil {
		return in, nil, err
	}
	if err := firstError(
		required("TargetArn", in.TargetArn),
		atMost("ResourceArns", len(in.ResourceArns), maxResourcesPerBatch),
	); err != nil {
		return in, nil, err
	}
	if len(in.ResourceArns) == 0 {
		return in, nil, invalidField("ResourceArns", "must have length greater than or equal to 1")
	}
	period, err := in.BillingPeriodRange.toWorld()
	return in, period, err
}

// split sorts a batch's results into the two lists AWS answers.
func split(results []world.AssociationResult) (succeeded, failed []associationResult) {
	succeeded, failed = []associationResult{}, []associationResult{}
	for _, res := range results {
		if res.Err == nil {
			succeeded = append(succeeded, associationResult{Arn: res.ARN})
			continue
		}
		failed = append(failed, associationResult{Arn: res.ARN, Error: &associationError{res.Err.Message, res.Err.Reason}})
	}
	return succeeded, failed
}

func (s *service) batchAssociate(_ context.Context, r *wire.Request) (any, error) {
	in, period, err := decodeBatch(r)
	if err != nil {
		return nil, err
	}
	results, err := s.world.BatchAssociateResources(in.TargetArn, in.ResourceArns, period)
	if err != nil {
		return nil, err
	}
	succeeded, failed := split(results)
	return map[string][]associationResult{
		"SuccessfullyAssociatedResources": succeeded, "FailedAssociatedResources": failed,
	}, nil
}

func (s *service) batchDisassociate(_ context.Context, r *wire.Request) (any, error) {
	in, period, err := decodeBatch(r)
	if err != nil {
		return nil, err
	}
	results, err := s.world.BatchDisassociateResources(in.TargetArn, in.ResourceArns, period)
	if err != nil {
		return nil, err
	}
	succeeded, failed := split(results)
	return map[string][]associationResult{
		"SuccessfullyDisassociatedResources": succeeded, "FailedDisassociatedResources": failed,
	}, nil
}

type associatedResource struct {
	Arn              string
	Relationship     string
	EndBillingPeriod string `json:",omitempty"`
}

func (s *service) listAssociatedResources(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		listing
		Arn     string
		Filters struct{ Relationship string }
	}](r)
	if err != nil {
		return nil, err
	}
	if err := firstError(
		required("Arn", in.Arn),
		oneOf("Filters.Relationship", in.Filters.Relationship, "PARENT", "CHILD"),
	); err != nil {
		return nil, err
	}
	month, err := s.month(in.BillingPeriod)
	if err != nil {
		return nil, err
	}
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	associations, err := s.world.CustomLineItemAssociations(in.Arn, month)
	if err != nil {
		return nil, err
	}
	elements := []associatedResource{}
	for _, a := range associations {
		if in.Filters.Relationship != "" && in.Filters.Relationship != a.Relationship {
			continue
		}
		element := associatedResource{Arn: a.ARN, Relationship: a.Relationship}
		if a.EndPeriod != nil {
			element.EndBillingPeriod = a.EndPeriod.String()
		}
		elements = append(elements, element)
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Arn                 string
		AssociatedResources []associatedResource
		NextToken           string `json:",omitempty"`
	}{in.Arn, page, next}, nil
}

package billingconductor

import (
	"context"

	"portal.example/simulator/wire"
)

// Limits of the tag calls.
const (
	maxTags      = 200
	maxTagLength = 128
	maxTagValue  = 256
)

type tagsInput struct {
	ResourceArn string            `json:"-" aws:"path=ResourceArn"`
	TagKeys     []string          `json:"-" aws:"query=tagKeys"`
	Tags        map[string]string `json:"Tags"`
}

func (s *service) listTags(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[tagsInput](r)
	if err != nil {
		return nil, err
	}
	tags, err := s.world.Tags(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	if tags == nil {
		tags = map[string]string{}
	}
	return map[string]map[string]string{"Tags": tags}, nil
}

func (s *service) tagResource(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[tagsInput](r)
	if err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, invalidField("Tags", "must have length greater than or equal to 1")
	}
	if err := atMost("Tags", len(in.Tags), maxTags); err != nil {
		return nil, err
	}
	for key, value := range in.Tags {
		if key == "" || len(key) > maxTagLength || len(value) > maxTagValue {
			return nil, invalidField("Tags", "must have keys of 1 to %d and values of at most %d characters", maxTagLength, maxTagValue)
		}
	}
	return nil, s.world.SetTags(in.ResourceArn, in.Tags)
}

func (s *service) untagResource(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[tagsInput](r)
	if err != nil {
		return nil, err
	}
	if len(in.TagKeys) == 0 {
		return nil, invalidField("TagKeys", "must have length greater than or equal to 1")
	}
	return nil, s.world.RemoveTags(in.ResourceArn, in.TagKeys)
}

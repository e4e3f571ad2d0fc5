import { enumsIn, withEnums } from './kind-enums.js';

// As openapi-gen writes it, tabs and all.
const SOURCE = `
		"k8s.io/api/core/v1.Claim":    schema_k8sio_api_core_v1_Claim(ref),

func schema_k8sio_api_core_v1_Claim(ref common.ReferenceCallback) common.OpenAPIDefinition {
	return common.OpenAPIDefinition{
				Properties: map[string]spec.Schema{
					"name": {
						SchemaProps: spec.SchemaProps{
							Type:   []string{"string"},
						},
					},
					"mode": {
						SchemaProps: spec.SchemaProps{
							Type:   []string{"string"},
							Enum:   []interface{}{"Block", "Filesystem"},
						},
					},
					"accessModes": {
						SchemaProps: spec.SchemaProps{
							Items: &spec.SchemaOrArray{
										Enum:    []interface{}{"ReadOnlyMany"},
							},
						},
					},
				},
	}
}
`;

describe(enumsIn, () => {
  it('should find the values of fields and of the elements of lists, under the name in the documents', () => {
    expect([...enumsIn(SOURCE)]).toEqual([
      [
        'io.k8s.api.core.v1.Claim',
        new Map([
          ['mode', { values: ['Block', 'Filesystem'], of: 'field' }],
          ['accessModes', { values: ['ReadOnlyMany'], of: 'items' }],
        ]),
      ],
    ]);
  });
});

describe(withEnums, () => {
  it('should put them where they belong, and leave the rest alone', () => {
    const text = { type: 'string' };
    const list = { type: 'array', items: text };
    const claim = { properties: { name: text, mode: text, accessModes: list } };
    const document = { components: { schemas: { 'io.k8s.api.core.v1.Claim': claim, other: text } } };
    expect(withEnums(document, enumsIn(SOURCE)).components.schemas).toEqual({
      'io.k8s.api.core.v1.Claim': {
        properties: {
          name: text,
          mode: { ...text, enum: ['Block', 'Filesystem'] },
          accessModes: { type: 'array', items: { ...text, enum: ['ReadOnlyMany'] } },
        },
      },
      other: text,
    });
  });
});

/** What stands in the examples of several commands: a broadcast, a person and a tenant. */
export const id = '01m84xyb87tfxa8htcpe7kd99r';
export const ada = 'aaaaaaaa-0000-4000-8000-000000000001';
export const contoso = '11111111-2222-4333-8444-555555555555';

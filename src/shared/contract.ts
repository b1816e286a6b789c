import { accountsContract } from './accounts/contract.ts';
import { collectContract } from './collect/contract.ts';
import { customersContract } from './customers/contract.ts';
import { mapBindingsContract } from './maps/binding-contract.ts';
import { mapCommentsContract } from './maps/comments-contract.ts';
import { conformanceContract } from './maps/conformance-contract.ts';
import { mapsContract } from './maps/contract.ts';
import { discoveryContract } from './maps/discovery/contract.ts';
import { mapEditingContract } from './maps/editing-contract.ts';
import { mapFamilyContract } from './maps/family-contract.ts';
import { mapFilesContract } from './maps/files-contract.ts';
import { mapNeedsContract } from './maps/needs/contract.ts';
import { mapPersonasContract } from './maps/personas-contract.ts';
import { programmeContract } from './maps/programme-contract.ts';
import { mapStagesContract } from './maps/stages-contract.ts';
import { mapTemplatesContract } from './maps/templates-contract.ts';
import { reportsContract } from './reports/contract.ts';

/** Every call of the API. The server implements it, the web app calls it, the OpenAPI document is made from it. */
export const contract = {
  accounts: accountsContract,
  data: collectContract,
  people: customersContract,
  maps: mapsContract,
  mapEditing: mapEditingContract,
  mapFiles: mapFilesContract,
  mapStages: mapStagesContract,
  conformance: conformanceContract,
  mapBindings: mapBindingsContract,
  mapComments: mapCommentsContract,
  mapNeeds: mapNeedsContract,
  mapPersonas: mapPersonasContract,
  mapFamily: mapFamilyContract,
  mapTemplates: mapTemplatesContract,
  discovery: discoveryContract,
  programme: programmeContract,
  reports: reportsContract,
};

import { dicomObject } from '../../hub/testing/dicom-object.ts';
import { startOrthanc } from '../../hub/testing/orthanc.ts';
import { describeConnectorContract } from '../contract-suite.ts';
import { createDicomwebUnderTest } from './dicomweb-under-test.ts';

describeConnectorContract('DICOMweb', async () => createDicomwebUnderTest(await startOrthanc(), dicomObject));

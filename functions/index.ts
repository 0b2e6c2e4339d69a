/** All functions of the app, and what it does when its host stops. */
import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { noteAnswers } from '../shared/http/open-answers.ts';
import { inInvocation } from '../shared/log/json-log.ts';
import './api-document.ts';
import './audience-resolve.ts';
import './audit.ts';
import './audit-export.ts';
import './broadcast.ts';
import './broadcast-cancel.ts';
import './broadcast-deliveries.ts';
import './broadcast-delivery.ts';
import './broadcast-export.ts';
import './broadcast-message.ts';
import './broadcast-pause.ts';
import './broadcast-reasons.ts';
import './broadcast-recall.ts';
import './broadcast-redrive.ts';
import './broadcast-release.ts';
import './broadcast-resume.ts';
import './broadcast-retry.ts';
import './broadcast-webhook.ts';
import './broadcasts.ts';
import './broadcasts-refused.ts';
import './control-redrive.ts';
import './control-start.ts';
import './control-stop.ts';
import './control-tenant.ts';
import './deliver.ts';
import './deliver-urgent.ts';
import './enqueue.ts';
import './find-person.ts';
import './find-person-data.ts';
import './find-reach.ts';
import './forget.ts';
import './health.ts';
import './health-ready.ts';
import './messages.ts';
import './nothing-here.ts';
import './plan.ts';
import './watch.ts';

// An export of a million rows goes out as it is read; without this the library would gather it first.
app.setup({ enableHttpStream: true });
noteAnswers();

// Every line of the log says by which invocation it came, whoever writes it.
app.hook.preInvocation((hook) => {
  hook.functionHandler = inInvocation(hook.invocationContext, hook.functionHandler);
});

// A setting that is missing must be seen at start, not by the first message.
app.hook.appStart(() => void openApp());
app.hook.appTerminate(() => openApp().stop());
